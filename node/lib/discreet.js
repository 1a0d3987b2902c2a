"use strict";

// Answers about people print masked. The data itself stays as the server sent it.

const { askIdentity } = require("./core.js");
const { camelCase } = require("./request.js");

const INSPECT = Symbol.for("nodejs.util.inspect.custom");
/** The parts of an answer's data that are about a person. */
const PARTS = ["certificate", "payment_data"];

/** Makes `answer` and its parts print masked. Nothing is masked before somebody prints. */
function printMasked(answer) {
  const data = answer?.data;
  let isAboutPerson = false;
  for (const part of PARTS) {
    if (!isObject(data?.[part])) continue;
    Object.defineProperty(data[part], INSPECT, PART_MASKED[part]);
    isAboutPerson = true;
  }
  if (!isAboutPerson) return;
  Object.defineProperty(answer, INSPECT, MASKED);
  Object.defineProperty(data, INSPECT, MASKED);
}

/** A property beside the data, not in it: it is neither copied nor compared nor serialised. */
function printing(shown) {
  /** @this {object} */
  function value(depth, options, inspect) {
    return inspect(shown(this), { ...options, depth });
  }
  return { value, configurable: true, writable: true };
}

const MASKED = printing((data) => masked(data));
const PART_MASKED = Object.fromEntries(
  PARTS.map((part) => [part, printing((data) => masked({ [part]: data })[part])]),
);

function masked(data) {
  try {
    return inOrderOf(data, askIdentity("masked", data));
  } catch {
    return "[not printed: it may be about a person, and is no JSON]"; // somebody has put something into it
  }
}

/** What was masked, with its fields as the server ordered them. */
function inOrderOf(data, masked) {
  if (!isObject(data) || !isObject(masked) || Array.isArray(data)) return masked;
  return Object.fromEntries(Object.keys(data).map((name) => [name, inOrderOf(data[name], masked[name])]));
}

const isObject = (value) => typeof value === "object" && value !== null;

/** What hides people from pino: `pino({ redact: redactPaths() })`. */
function redactPaths(depth = 5) {
  const { fields } = askIdentity("personal_fields", {});
  const names = [...new Set(fields.flatMap((/** @type {string} */ field) => [field, camelCase(field)]))];
  const levels = Array.from({ length: depth }, (_, level) => "*.".repeat(level));
  return levels.flatMap((above) => names.map((name) => above + name));
}

module.exports = { printMasked, redactPaths };
