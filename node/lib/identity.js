"use strict";

// Identity verification from its beginning to a person who may be believed. What is checked, and in which order, is the
// core's business; here are the callers' values and the store that lets a verification be used once.

const { Buffer } = require("node:buffer");
const { fromCore, askIdentity } = require("./core.js");
const { fromDoor, refused } = require("./errors.js");
const { CALL_OPTIONS, checked } = require("./options.js");
const { Person } = require("./person.js");
const { forCore, kindOf, withOwnNames } = require("./request.js");
const { siteOfCall, startingAt } = require("./stack.js");

const BEGIN = "identity.begin";
const CONFIRM = "identity.confirm";

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** A verification that was begun. The token is in a private field: what copies or prints this does not show it. */
class Begun {
  #token;
  #request;

  constructor({ order_id: orderId, token, expires_at: expiresAt, request }) {
    this.#token = token;
    this.#request = request;
    this.orderId = orderId;
    this.expiresAt = new Date(expiresAt * 1000);
    Object.freeze(this);
  }

  get token() {
    return this.#token;
  }

  request(webApplicationId) {
    if (typeof webApplicationId !== "string" || webApplicationId === "") {
      throw refused("invalid_request", "webApplicationId must be the project's web application id", BEGIN);
    }
    return { application_id: webApplicationId, ...this.#request };
  }

  forPage(webApplicationId) {
    return { token: this.#token, request: this.request(webApplicationId) };
  }

  [INSPECT](_depth, options, inspect) {
    return `Begun ${inspect({ ...this }, options)}`;
  }
}

/** A client's identity verifications. Every argument, default and error is written in index.d.ts. */
class Identity {
  #handle;
  #answerOf;

  /** `handle` gives the native handle in use; `answerOf` makes a call with it. */
  constructor(handle, answerOf) {
    this.#handle = handle;
    this.#answerOf = answerOf;
  }

  begin(intent) {
    const site = siteOfCall(METHODS.begin.value);
    try {
      const given = checked(["purpose", "session", "expiresIn"], intent ?? {}, "invalid_request", BEGIN);
      const json = JSON.stringify(forCore(BEGIN, given));
      return new Begun(fromCore(() => this.#handle().beginIdentity(json), withOwnNames));
    } catch (error) {
      throw startingAt(site, error);
    }
  }

  async confirm(receiptId, options) {
    const site = siteOfCall(METHODS.confirm.value);
    try {
      const known = ["token", "session", "once", "purpose", ...CALL_OPTIONS];
      const given = checked(known, options ?? {}, "invalid_request", CONFIRM);
      const { token, session, once, purpose, ...limits } = given;
      assertStore(once);
      const sent = { receiptId: textOf(receiptId), token: textOf(token) };
      const params = forCore(CONFIRM, { ...sent, session, purpose });
      const { data: told } = await this.#answerOf(CONFIRM, JSON.stringify(params), limits);
      const person = new Person(told);
      // Last, so that a failure before it uses nothing up and trying again works.
      if (isFirst(await once.consume(told.order_id, told.keep_used_for))) return person;
      throw fromDoor(JSON.stringify(askIdentity("used", { receipt_id: told.receipt_id })));
    } catch (error) {
      throw startingAt(site, error);
    }
  }
}

// The methods themselves, for the stacks: a test of the user's may have put a spy in their place.
const METHODS = Object.getOwnPropertyDescriptors(Identity.prototype);

/** There is no default: without a store, anybody could use a verification again. */
function assertStore(once) {
  if (typeof once?.consume === "function") return;
  const why = "once must be a store with a method consume: once.memory(), once.redis(client), …";
  throw refused("invalid_request", `${why}; nothing was sent`, CONFIRM);
}

/** What a store said. The number of rows or the answer of a driver would be true whatever it says. */
function isFirst(said) {
  if (typeof said === "boolean" || said === undefined || said === null) return said === true;
  const why = `once: consume must answer true or false, not ${kindOf(said)}; nobody was confirmed`;
  throw refused("invalid_request", why, CONFIRM);
}

/**
 * What a browser sent, which can be anything: a value of another type is a failed attempt, and not a mistake of the program.
 * Half a character, as JSON can say it, is replaced.
 */
const textOf = (sent) => (typeof sent === "string" ? Buffer.from(sent).toString() : "");

module.exports = { Identity, assertStore };
