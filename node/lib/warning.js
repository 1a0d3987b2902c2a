"use strict";

/** The codes that were warned of: each once for the process. */
const warned = new Set();

function warnOnce(code, message, type) {
  if (warned.has(code)) return;
  warned.add(code);
  process.emitWarning(message, { type, code });
}

function warnOfDeprecated(method) {
  const message = `bootpay: ${method} is deprecated, as in the official clients`;
  warnOnce(`BOOTPAY_${method.toUpperCase()}`, message, "DeprecationWarning");
}

module.exports = { warnOnce, warnOfDeprecated };
