"use strict";

// What every test runner does around a test.

const { SandboxError } = require("./error.js");
const { misuseLines } = require("./seen.js");

/** What a value of the environment means that turns something on. */
const isOn = (value) => ["1", "true", "on", "yes"].includes(value?.toLowerCase());

let isStrict = isOn(process.env.BOOTPAY_SANDBOX_STRICT);

exports.strict = (on = true) => {
  isStrict = on;
};

/** Fails a test in which the sandbox saw what a merchant must not do. */
exports.refuseMisuses = async (sandbox) => {
  if (!isStrict) return;
  const misuses = await sandbox.misuses();
  if (misuses.length === 0) return;
  const error = new SandboxError(`the sandbox saw what a merchant must not do\n${misuseLines(misuses)}`);
  error.stack = `${error.name}: ${error.message}`; // where this file stands helps nobody
  throw error;
};

/** Puts what the sandbox saw between an error's message and where it was thrown. */
exports.tell = (error, seen) => {
  const stack = error?.stack;
  // beside what the test threw, if that takes no more text
  if (typeof stack !== "string" || Object.isFrozen(error)) throw new SandboxError(seen);
  const end = stack.search(/\n\s+at /);
  error.stack = end < 0 ? `${stack}\n\n${seen}` : `${stack.slice(0, end)}\n\n${seen}\n${stack.slice(end)}`;
};
