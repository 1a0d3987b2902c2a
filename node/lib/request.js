"use strict";

// The caller's values as the core takes them: a copy under the wire's names, without what was left open. Which fields
// there are and what they may say is the core's business.

const { types } = require("node:util");
const { BootpayError, refused } = require("./errors.js");
const rendered = require("./generated/names.js");

const MESSAGE = { receive_numbers: "rps", message: "msg", send_number: "sp", subject: "sj" };
/** The rendered names, and those of methods that are written by hand. */
const OWN_NAMES = new Map([
  ...rendered.OWN_NAMES,
  ["receipt.settle", new Map([["price", "cancel_price"]])],
  ["sms.send", new Map(Object.entries(MESSAGE))],
  ["lms.send", new Map(Object.entries(MESSAGE))],
]);
const { FREE_OPERATIONS, FREE_FIELDS } = rendered;
const NONE = new Map();

/** Deeper than anybody's request; a value that contains itself gets here. */
const DEEPEST = 64;

/** What was given to `operation`, for the core. */
function forCore(operation, data) {
  const wrong = refusalsOf(operation);
  const names = FREE_OPERATIONS.has(operation) ? null : (OWN_NAMES.get(operation) ?? NONE);
  const request = data !== null && typeof data === "object" ? inJson(data, "the request", names, wrong) : data;
  if (request === null || typeof request !== "object" || Array.isArray(request)) {
    throw wrong(`the request must be an object, not ${kindOf(request)}`);
  }
  return fields(request, "", names, 0);

  /** `names` is null where the keys are free. */
  function fields(object, path, names, depth) {
    const copy = new Map();
    const spelled = new Map();
    for (const [key, value] of theirs(() => Object.entries(object), path.slice(0, -1) || "the request", wrong)) {
      if (value === undefined || value === null) continue;
      const snake = names && snakeCase(key);
      const name = names ? (names.get(snake) ?? snake) : key;
      if (copy.has(name)) {
        throw wrong(`${path}${shown(name)} is given twice, as ${shown(spelled.get(name))} and as ${shown(key)}`);
      }
      const free = names === null || FREE_FIELDS.has(name);
      const below = name === "execute_at" && depth === 0 && !free ? unixSeconds(value) : value;
      copy.set(name, plain(below, `${path}${shown(name)}`, free ? null : (OWN_NAMES.get(name) ?? NONE), depth + 1));
      spelled.set(name, key);
    }
    return Object.fromEntries(copy);
  }

  function plain(original, path, names, depth) {
    const value = inJson(original, path, names, wrong);
    if (value === null || typeof value !== "object") return value; // null in a list, where the others would move
    if (depth > DEEPEST) throw wrong("the request is nested too deeply, or contains itself");
    if (!Array.isArray(value)) return fields(value, `${path}.`, names, depth);
    const elements = theirs(() => Array.from(value), path, wrong); // with its holes
    return elements.map((element, at) => plain(element, `${path}[${at}]`, names, depth + 1));
  }

  function unixSeconds(value) {
    if (!types.isDate(value)) return value;
    if (Number.isNaN(value.getTime())) throw wrong("execute_at is an invalid Date");
    return Math.floor(value.getTime() / 1000);
  }
}

/** A value beside the request, by the same rule. */
function given(operation, name, value) {
  return inJson(value, name, NONE, refusalsOf(operation));
}

/** A value that the core compares with. One that is missing would let anything pass. */
function expectation(operation, name, value) {
  const mustBe = (found) => refusalsOf(operation)(`${name} must be a string or a number, not ${found}`);
  if (value === undefined || value === null || Number.isNaN(value)) throw mustBe(value);
  const expected = given(operation, name, value);
  if (typeof expected !== "string" && typeof expected !== "number") throw mustBe(kindOf(expected));
  return expected;
}

function refusalsOf(operation) {
  return (why) => refused("invalid_request", withOwnNames(operation, `${why}; nothing was sent`), operation);
}

/**
 * The one rule about callers' values: what `value` is in JSON, which is a text, a number, a boolean, null, an array or an
 * object with fields of its own. Nothing is left out or rounded in silence: a cancel whose price was left out cancels
 * everything. `names` is null in the merchant's own objects, which get what JSON.stringify would make of a Date or of a
 * long number.
 */
function inJson(value, path, names, wrong) {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint" || (Number.isInteger(value) && names !== null)) {
    if (Number.isSafeInteger(Number(value))) return Number(value);
    throw wrong(`${path} has more digits than a number keeps: give it as text`);
  }
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    throw wrong(`${path} must not be ${value}`);
  }
  const isMoment = types.isDate(value) && names !== null; // the fields that take one have made a number of it
  if (typeof value !== "object" || isMoment || types.isAnyArrayBuffer(value) || types.isArrayBufferView(value)) {
    throw wrong(`${path} must not be ${kindOf(value)}`);
  }
  // Decimals, ids and documents say so themselves.
  const said = theirs(() => (typeof value.toJSON === "function" ? value.toJSON() : value), path, wrong);
  if (said === null) throw wrong(`${path} has no value in JSON`);
  if (typeof said !== "object") return inJson(said, path, names, wrong);
  if (types.isBoxedPrimitive(said)) throw wrong(`${path} must be a plain value, not ${kindOf(said)}`);
  return theirs(() => record(said, path, wrong), path, wrong);
}

/** An array, or an object whose fields are all its own: neither inherited nor computed by its class. */
function record(object, path, wrong) {
  if (Array.isArray(object)) return object;
  if (Object.prototype.toString.call(object) !== "[object Object]") throw wrong(`${path} must not be ${kindOf(object)}`);
  const hidden = hiddenField(object);
  if (hidden === undefined) return object;
  throw wrong(`${path} must be a plain object, not ${kindOf(object)} whose ${shown(hidden)} is no field of its own`);
}

/** The name of a field that Object.entries does not see. Methods do not count. */
function hiddenField(object) {
  for (let at = Object.getPrototypeOf(object); at !== null && !isRoot(at); at = Object.getPrototypeOf(at)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value !== "function") return name;
    }
  }
  return undefined;
}

/** Object.prototype, of any realm. */
function isRoot(prototype) {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "hasOwnProperty");
}

/** Reads a caller's object. Its getters, its toJSON or its proxy's traps may throw. */
function theirs(read, path, wrong) {
  try {
    return read();
  } catch (error) {
    if (error instanceof BootpayError) throw error;
    throw wrong(`${path} cannot be read: its own code threw ${kindOf(error)}`);
  }
}

/** A refusal of the core names the wire's field; this adds the name under which the field is known here. */
function withOwnNames(operation, message) {
  if (FREE_OPERATIONS.has(operation)) return message;
  const own = new Map();
  for (const [name, wire] of OWN_NAMES.get(operation) ?? NONE) own.set(wire, camelCase(name));
  const start = message.startsWith(`${operation}: `) ? operation.length + 2 : 0;
  const end = message.indexOf(", expected", start); // from there on known fields are listed
  const words = message.slice(start, end < 0 ? undefined : end);
  // the first that is called otherwise here: `order_id`, or a path such as items[0].item_name
  for (const { 0: path, index } of words.matchAll(/(?<![\w.])[a-z][\w[\]]*(?:\.[a-z][\w[\]]*)*/g)) {
    const fields = path.split(".").filter((field, at) => at > 0 || field !== "data");
    const name = fields.map((field) => own.get(field) ?? camelCase(field)).join(".");
    if (name === path || name === "") continue;
    const quoted = words[index + path.length] === "`" ? 1 : 0;
    const after = start + index + path.length + quoted;
    return `${message.slice(0, after)} (${name})${message.slice(after)}`;
  }
  return message;
}

/** `userID` and `userId` are user_id; what is in snake_case already stays. */
function snakeCase(name) {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "_").toLowerCase();
}

function camelCase(name) {
  return name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** What a value is, for a message; never the value itself. */
function kindOf(value) {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object") return `a ${typeof value}`;
  const name = classOf(value);
  return name === "Object" ? "an object" : `an instance of ${shown(name)}`;
}

function classOf(value) {
  try {
    const { name } = Object.getPrototypeOf(value).constructor;
    return typeof name === "string" ? name : "Object";
  } catch {
    return "Object";
  }
}

/** A key of the caller's in a message: short, in case that it is a value. */
function shown(key) {
  return /^\w{1,40}$/.test(key) ? key : JSON.stringify(key.slice(0, 40));
}

module.exports = { forCore, given, expectation, withOwnNames, camelCase, kindOf };
