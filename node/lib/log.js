"use strict";

// Who is told how a call's attempts went: the caller's callback, or the standard error if BOOTPAY_LOG asks for it.

const fs = require("node:fs");
const { isNativeError } = require("node:util/types");
const { warnOnce } = require("./warning.js");

const STDERR = 2;
const LEVELS = ["debug", "warn"];
const NOBODY = { least: "none" };

/**
 * The callback, else what the environment asks for, else nobody; and the least level that is told.
 *
 * @param {((record: object) => void)=} callback
 */
function listenerOf(callback) {
  if (callback !== undefined) return { least: "debug", tell: callback };
  const asked = process.env.BOOTPAY_LOG;
  if (!asked) return NOBODY;
  if (!LEVELS.includes(asked)) {
    // Not an error: whoever turns a log on, or misspells it, must not end the payments.
    warnOnce("BOOTPAY_LOG", "bootpay: BOOTPAY_LOG must be debug or warn; nothing is logged");
    return NOBODY;
  }
  // not the console: where nobody reads the pipe any more, its second message ends the process
  return { least: asked, tell: ({ message }) => fs.writeSync(STDERR, `${message}\n`) };
}

/** Tells one client's listeners. What they do has no part in what a call comes to. */
class AttemptLog {
  #hasFailed = false;

  /** `attempts` is what the door gave: JSON, which is not even parsed if nobody listens. */
  tell({ tell }, attempts) {
    if (tell === undefined) return;
    for (const attempt of JSON.parse(attempts)) {
      const record = recordOf(attempt);
      new Promise((resolve) => resolve(tell(record))).catch((error) => this.#failed(error));
    }
  }

  #failed(error) {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    process.emitWarning("bootpay: a log callback failed; no call is affected, and it is not said again", {
      type: "BootpayLogWarning",
      code: "BOOTPAY_LOG_CALLBACK",
      detail: isNativeError(error) ? error.stack : `it threw ${typeof error}`,
    });
  }
}

function recordOf({ duration_ms: durationMs, request_id: requestId, ...others }) {
  return Object.freeze({ ...others, durationMs, requestId });
}

module.exports = { AttemptLog, listenerOf };
