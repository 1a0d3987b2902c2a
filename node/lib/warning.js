"use strict";

/** The codes that were warned of: each once for the process. */
const warned = new Set();

function warnOnce(code, message, type) {
  if (warned.has(code)) return;
  warned.add(code);
  process.emitWarning(message, { type, code });
}

module.exports = { warnOnce };
