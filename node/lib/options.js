"use strict";

// Options as callers give them.

const { refused } = require("./errors.js");
const { camelCase } = require("./request.js");

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
    if (name === "log" && typeof value !== "function") throw refuse("log must be a function");
    // not instanceof: under jsdom there are two classes of this name
    if (name === "signal" && !(typeof value.aborted === "boolean" && value.addEventListener)) {
      throw refuse("signal must be an AbortSignal");
    }
  }
  return Object.fromEntries(given);
}

/**
 * The options that limit a call, for the door, which judges them: a number as it is, of anything else what it is.
 *
 * @param {Record<string, any>} options
 */
function limits({ connectTimeout, timeout, deadline, maxRetries }) {
  return {
    connect_timeout_ms: passedOn(connectTimeout),
    timeout_ms: passedOn(timeout),
    deadline_ms: passedOn(deadline),
    max_retries: passedOn(maxRetries),
  };
}

const passedOn = (value) => (value === undefined || Number.isFinite(value) ? value : typeof value);

/** The door's words about a configuration, under the names that its options have here. */
function withOptionNames(_operation, message) {
  return message.replace(/\b(connect_timeout|max_retries)\b/g, camelCase);
}

module.exports = { CALL_OPTIONS, checked, limits, withOptionNames };
