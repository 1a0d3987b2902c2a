"use strict";

// Options as callers give them.

const { refused } = require("./errors.js");

const CALL_OPTIONS = ["signal", "timeout", "deadline", "maxRetries"];

/** The options without those that were left open. A misspelt one must not mean the default in silence. */
function checked(known, options, kind, operation) {
  const refuse = (why) => refused(kind, why, operation);
  if (options === null || typeof options !== "object") throw refuse("options must be an object");
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  for (const [name, value] of given) {
    if (!known.includes(name)) {
      throw refuse(`unknown option ${JSON.stringify(name.slice(0, 80))}: there are ${known.join(", ")}`);
    }
    if (/timeout|deadline/i.test(name) && !(Number.isSafeInteger(value) && value > 0)) {
      throw refuse(`${name} must be a whole number of milliseconds, at least 1`);
    }
    if (name === "maxRetries" && !(Number.isSafeInteger(value) && value >= 0)) {
      throw refuse("maxRetries must be a whole number, at least 0");
    }
    if (name === "log" && typeof value !== "function") throw refuse("log must be a function");
    // not instanceof: under jsdom there are two classes of this name
    if (name === "signal" && !(typeof value.aborted === "boolean" && value.addEventListener)) {
      throw refuse("signal must be an AbortSignal");
    }
  }
  return Object.fromEntries(given);
}

module.exports = { CALL_OPTIONS, checked };
