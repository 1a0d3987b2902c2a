"use strict";

// What the core says at once, without a call: JSON text, or an error that is JSON text.

const { fromDoor } = require("./errors.js");
const native = require("./native.js");

/** The JSON that `ask` gives. `reworded` makes of the core's words about an argument those that the caller knows. */
function fromCore(ask, reworded, reviver) {
  let json;
  try {
    json = ask();
  } catch (error) {
    throw fromDoor(error.message, undefined, reworded);
  }
  return JSON.parse(json, reviver);
}

/** What the core knows about people and the law. */
const askIdentity = (verb, fields) => fromCore(() => native.identity(verb, JSON.stringify(fields)));

module.exports = { fromCore, askIdentity };
