"use strict";

const { onAbort } = require("./abort.js");

/** The native half with calls that give promises. They are never rejected, but by a defect. */
function withPromises(native) {
  /** Those of this thread; there from the first call on, not from loading. */
  let calls;

  /** What a call comes to. `start` is handed the calls and who is to be told, and gives the call's number. */
  function outcomeOf(start, signal) {
    calls ??= new native.Calls();
    return new Promise((resolve) => {
      let forget;
      const number = start(calls, (ok, body, meta, log) => {
        forget?.();
        resolve({ ok, body, meta, log });
      });
      if (signal !== undefined) forget = onAbort(signal, () => calls.cancel(number));
    });
  }

  class Handle extends native.Handle {
    /** If `signal` ends the call, its outcome is an error of the kind `canceled`. */
    call(operation, paramsJson, optionsJson, signal) {
      return outcomeOf((calls, settle) => calls.start(this, operation, paramsJson, optionsJson, settle), signal);
    }
  }

  const doctor = (...asked) => outcomeOf((calls, settle) => calls.doctor(...asked, settle));
  return { ...native, Handle, doctor };
}

module.exports = { withPromises };
