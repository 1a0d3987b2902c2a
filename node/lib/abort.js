"use strict";

// One listener a signal, however many calls it may end: a signal of a whole server has thousands of them, and Node
// warns of more than ten listeners.

const native = require("./native.js");

/** What ends the calls that are under way, by their signal. */
const watched = new WeakMap();

/** The outcome of `call`, which is handed a token that `signal` cancels, or nothing without a signal. */
async function endedBy(signal, call) {
  if (signal === undefined) return call();
  const token = new native.CancelToken();
  const watch = watched.get(signal) ?? startWatch(signal);
  watch.tokens.add(token);
  try {
    return await call(token);
  } finally {
    watch.tokens.delete(token);
    if (watch.tokens.size === 0) {
      signal.removeEventListener("abort", watch.abort);
      watched.delete(signal);
    }
  }
}

function startWatch(signal) {
  const tokens = new Set();
  const abort = () => tokens.forEach((token) => token.cancel());
  const watch = { tokens, abort };
  signal.addEventListener("abort", abort);
  watched.set(signal, watch);
  return watch;
}

module.exports = { endedBy };
