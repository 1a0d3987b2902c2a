"use strict";

// Webhooks that arrived. What is checked and what it means is the core's business; here are the callers' values and the
// event's shape.

const { Buffer } = require("node:buffer");
const { types } = require("node:util");
const { fromCore } = require("./core.js");
const { refused } = require("./errors.js");
const native = require("./native.js");
const { CALL_OPTIONS, checked } = require("./options.js");
const { camelCase, kindOf } = require("./request.js");
const { siteOfCall, startingAt } = require("./stack.js");

/** Anything else, and the server sends the webhook again. */
const ANSWER = "OK";

const READ_OPTIONS = ["contentType"];
const VERIFY_OPTIONS = [...READ_OPTIONS, "remoteAddress", "forwardedFor", "trustedProxies", "allowedSources"];

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** What a webhook says. The types of its fields are written in index.d.ts. */
class WebhookEvent {
  #told;

  // Only these two are properties: what copies, prints or compares an event sees no person.
  constructor(told) {
    this.#told = told;
    this.receipt_id = told.receipt_id;
    this.status = told.status ?? undefined;
    Object.freeze(this);
  }

  get order_id() {
    return this.#told.order_id ?? undefined;
  }

  get price() {
    return this.#told.price ?? undefined;
  }

  get tax_free() {
    return this.#told.tax_free ?? undefined;
  }

  get retry_count() {
    return this.#told.retry_count ?? undefined;
  }

  get name() {
    return this.#told.name ?? undefined;
  }

  get pg() {
    return this.#told.pg ?? undefined;
  }

  get method() {
    return this.#told.method ?? undefined;
  }

  get purchased_at() {
    return this.#told.purchased_at ?? undefined;
  }

  get payment_data() {
    return this.#told.payment_data ?? undefined;
  }

  get fields() {
    return this.#told.fields;
  }

  toJSON() {
    return { receipt_id: this.receipt_id, status: this.status };
  }

  [INSPECT](_depth, options, inspect) {
    return `WebhookEvent ${inspect(this.toJSON(), options)}`;
  }
}

/** A client's webhooks. Every argument, default and error is written in index.d.ts. */
class Webhooks {
  #handle;
  #readReceipt;

  /** `handle` gives the native handle in use; `readReceipt` is the client's verify. */
  constructor(handle, readReceipt) {
    this.#handle = handle;
    this.#readReceipt = readReceipt;
  }

  get ANSWER() {
    return ANSWER;
  }

  verify(body, delivery) {
    return this.#event(METHODS.verify.value, body, VERIFY_OPTIONS, delivery, false);
  }

  parse(body, options) {
    return this.#event(METHODS.parse.value, body, READ_OPTIONS, options, true);
  }

  async reverify(event, options) {
    const site = siteOfCall(METHODS.reverify.value);
    try {
      const given = checked(CALL_OPTIONS, options ?? {}, "invalid_request");
      const { receipt_id: receiptId, ...expected } = expectations(event);
      const named = Object.entries(expected).map(([name, value]) => [camelCase(name), value]);
      return await this.#readReceipt(receiptId, { ...given, ...Object.fromEntries(named) });
    } catch (error) {
      throw startingAt(site, error);
    }
  }

  #event(method, body, known, options, onlyRead) {
    const site = siteOfCall(method);
    try {
      const given = checked(known, options ?? {}, "invalid_request");
      const [bytes, delivery] = [bytesOf(body), JSON.stringify({ ...forDoor(given), only_read: onlyRead })];
      const handle = this.#handle();
      return new WebhookEvent(frozen(() => handle.webhook(bytes, delivery)));
    } catch (error) {
      throw startingAt(site, error);
    }
  }
}

// The methods themselves, for the stacks: a test of the user's may have put a spy in their place.
const METHODS = Object.getOwnPropertyDescriptors(Webhooks.prototype);

/** The JSON that the core gives, frozen to its bottom. */
const frozen = (ask) => fromCore(ask, withOptionNames, (_key, value) => Object.freeze(value));

/** The core's words about an option, under the name that it has here. */
function withOptionNames(_operation, message) {
  return message.replace(/\b(remote_address|trusted_proxies|allowed_sources)\b/g, camelCase);
}

/** @param {Record<string, any>} options */
function forDoor({ contentType, remoteAddress, forwardedFor, trustedProxies, allowedSources }) {
  // Node's types allow for a header that came several times
  const hops = Array.isArray(forwardedFor) ? forwardedFor.join(", ") : forwardedFor;
  for (const [name, value] of Object.entries({ contentType, remoteAddress, forwardedFor: hops })) {
    if (value !== undefined && typeof value !== "string") throw wrong(`${name} must be a string, not ${kindOf(value)}`);
  }
  for (const [name, ranges] of Object.entries({ trustedProxies, allowedSources })) {
    if (ranges === undefined) continue;
    if (!Array.isArray(ranges) || ranges.some((range) => typeof range !== "string")) {
      throw wrong(`${name} must be an array of strings`);
    }
  }
  return {
    content_type: contentType,
    remote_address: remoteAddress,
    forwarded_for: hops,
    trusted_proxies: trustedProxies,
    allowed_sources: allowedSources,
  };
}

/** The body as bytes. What a framework made of it is refused: every parser makes something else of a form. */
function bytesOf(body) {
  if (typeof body === "string") {
    // a lone surrogate has no form in UTF-8: the core gets an invalid byte in its place, and judges it
    const parts = body.split(/\p{Surrogate}/u).map((part) => Buffer.from(part));
    return Buffer.concat(parts.flatMap((part, at) => (at === 0 ? [part] : [Buffer.of(0xff), part])));
  }
  if (types.isArrayBufferView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (types.isArrayBuffer(body)) return Buffer.from(body);
  const raw = "give the raw body, as express.raw({ type: () => true }) or await request.text() has it";
  throw wrong(`the webhook's body must be text or bytes, not ${kindOf(body)}: ${raw}`);
}

/** What the receipt has to say. */
function expectations(event) {
  if (event === null || typeof event !== "object") throw wrong(`the event must be an object, not ${kindOf(event)}`);
  const { receipt_id, status, price, order_id } = event;
  const asText = (_key, value) => (typeof value === "bigint" ? String(value) : value);
  const compared = JSON.stringify({ receipt_id, status, price, order_id }, asText);
  return frozen(() => native.expectations(compared));
}

function wrong(why) {
  return refused("invalid_request", why);
}

module.exports = { Webhooks };
