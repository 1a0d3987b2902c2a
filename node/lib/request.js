"use strict";

// The caller's objects as the core takes them: a copy under the wire's names, without what was left open. Which
// fields there are and what they may say is the core's business.

const { refused } = require("./errors.js");

const MESSAGE = { receive_numbers: "rps", message: "msg", send_number: "sp", subject: "sj" };
/** Names that are not the wire's written in camelCase: by operation, or by the object that they are in. */
const OWN_NAMES = new Map([
  ["receipt.settle", new Map([["price", "cancel_price"]])],
  ["link.request", new Map([["item_name", "name"]])],
  ["sms.send", new Map(Object.entries(MESSAGE))],
  ["lms.send", new Map(Object.entries(MESSAGE))],
  ["user_info", new Map([["user_name", "username"]])],
  [
    "refund",
    new Map([
      ["account_holder", "accountholder"],
      ["bank_code", "bankcode"],
    ]),
  ],
]);
const NONE = new Map();

/** The merchant's own, or a format of somebody else's: their keys stay as they are. */
const FREE_OPERATIONS = new Set(["npay_product.send", "project.update", "wallet.pay", "remote_link.send"]);
const FREE_FIELDS = new Set(["params", "remote_form", "sms_payload"]);

/** Operations whose method takes an id and nothing else. */
const BY_ID = new Set([
  "receipt.get",
  "certificate.get",
  "payment.submit",
  "billing_key.lookup",
  "billing_key.delete",
  "reservation.cancel",
]);

/** Deeper than anybody's request; a value that contains itself gets here. */
const DEEPEST = 64;

/** In milliseconds this is 1973, in seconds it is the year 5138. */
const MOST_SECONDS = 100_000_000_000;

/** What was given to `operation`, for the core. */
function forCore(operation, data) {
  const wrong = (why) => refused("invalid_request", withOwnNames(operation, `${why}; nothing was sent`), operation);
  const given = inJson(data);
  if (given === null || typeof given !== "object" || Array.isArray(given)) {
    throw wrong(`the request must be an object, not ${kindOf(given)}`);
  }
  if (BY_ID.has(operation)) {
    const [[name, id]] = Object.entries(given);
    if (typeof id !== "string") throw wrong(`${snakeCase(name)} must be a string, not ${kindOf(id)}`);
  }
  return fields(given, "", FREE_OPERATIONS.has(operation) ? null : (OWN_NAMES.get(operation) ?? NONE), 0);

  /** `names` is null where the keys are free. */
  function fields(object, path, names, depth) {
    // Accessors and inherited fields would be left out in silence, and a cancel without its price cancels everything.
    const prototype = Object.getPrototypeOf(object);
    if (names && prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      throw wrong(`${path ? path.slice(0, -1) : "the request"} must be a plain object, not an instance of a class`);
    }
    const copy = new Map();
    const spelled = new Map();
    for (const [key, value] of Object.entries(object)) {
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

  // What JSON cannot say it leaves out or writes as null, and a cancel whose price was left out cancels everything.
  function plain(original, path, names, depth) {
    const value = inJson(original);
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        if (Number.isFinite(value)) return value;
        throw wrong(`${path} must not be ${value}`);
      case "object":
        break;
      default:
        throw wrong(`${path} must not be ${kindOf(value)}`);
    }
    if (value === null) {
      if (original === null) return null; // in a list, where leaving it out would move the others
      throw wrong(`${path} has no value in JSON`);
    }
    if (depth > DEEPEST) throw wrong("the request is nested too deeply, or contains itself");
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      throw wrong(`${path} must be a plain value, not an object around one`);
    }
    if (!Array.isArray(value)) return fields(value, `${path}.`, names, depth);
    // not map, which skips holes
    return Array.from(value, (element, at) => plain(element, `${path}[${at}]`, names, depth + 1));
  }

  function unixSeconds(value) {
    if (Object.prototype.toString.call(value) === "[object Date]") {
      if (Number.isNaN(value.getTime())) throw wrong("execute_at is an invalid Date");
      return Math.floor(value.getTime() / 1000);
    }
    if (typeof value === "number" && value > MOST_SECONDS) {
      throw wrong("execute_at must be Unix seconds, not milliseconds: give a Date, or divide by 1000");
    }
    return value;
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
    if (name === path) continue;
    const quoted = words[index + path.length] === "`" ? 1 : 0;
    const after = start + index + path.length + quoted;
    return `${message.slice(0, after)} (${name})${message.slice(after)}`;
  }
  return message;
}

/** As JSON.stringify sees it: an ObjectId is its text, a document its fields. */
function inJson(value) {
  return typeof value?.toJSON === "function" ? value.toJSON() : value;
}

/** `userID` and `userId` are user_id; what is in snake_case already stays. */
function snakeCase(name) {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

function camelCase(name) {
  return name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

function kindOf(value) {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A key of the caller's in a message: short, in case that it is a value. */
function shown(key) {
  return /^\w{1,40}$/.test(key) ? key : JSON.stringify(key.slice(0, 40));
}

module.exports = { forCore, withOwnNames, camelCase, kindOf };
