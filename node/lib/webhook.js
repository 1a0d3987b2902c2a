"use strict";

// Webhooks that arrived. What is checked is the core's business; here are the callers' values and the event's shape.

const { toUSVString, types } = require("node:util");
const { BootpayWebhookError, fromDoor, refused } = require("./errors.js");
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
  #fields;

  // Only these two are properties: what copies, prints or compares an event sees no person.
  constructor(fields) {
    this.#fields = fields;
    this.receipt_id = fields.receipt_id;
    this.status = number(fields.status);
    Object.freeze(this);
  }

  get order_id() {
    return text(this.#fields.order_id);
  }

  get price() {
    return number(this.#fields.price);
  }

  get tax_free() {
    return number(this.#fields.tax_free);
  }

  get retry_count() {
    return number(this.#fields.retry_count);
  }

  get name() {
    return text(this.#fields.name);
  }

  get pg() {
    return text(this.#fields.pg);
  }

  get method() {
    return text(this.#fields.method);
  }

  get purchased_at() {
    return text(this.#fields.purchased_at);
  }

  get payment_data() {
    return this.#fields.payment_data ?? undefined;
  }

  get fields() {
    return this.#fields;
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
      return await this.#readReceipt(event?.receipt_id, { ...given, ...expectations(event) });
    } catch (error) {
      throw startingAt(site, error);
    }
  }

  #event(method, body, known, options, onlyRead) {
    const site = siteOfCall(method);
    try {
      const given = checked(known, options ?? {}, "invalid_request");
      const delivery = { ...forDoor(given), body: textOf(body), only_read: onlyRead };
      return new WebhookEvent(fieldsOf(this.#handle(), delivery));
    } catch (error) {
      throw startingAt(site, error);
    }
  }
}

// The methods themselves, for the stacks: a test of the user's may have put a spy in their place.
const METHODS = Object.getOwnPropertyDescriptors(Webhooks.prototype);

function fieldsOf(handle, delivery) {
  let json;
  try {
    json = handle.webhook(JSON.stringify(delivery));
  } catch (error) {
    throw fromDoor(error.message, undefined, withOptionNames);
  }
  return JSON.parse(json, (_key, value) => Object.freeze(value));
}

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

/** The body as text. What a framework made of it is refused: every parser makes something else of a form. */
function textOf(body) {
  if (typeof body === "string") {
    if (toUSVString(body) === body) return body;
    throw distrusted("its body is not UTF-8");
  }
  if (!types.isArrayBuffer(body) && !types.isArrayBufferView(body)) {
    const raw = "give the raw body, as express.raw({ type: () => true }) or await request.text() has it";
    throw wrong(`the webhook's body must be text or bytes, not ${kindOf(body)}: ${raw}`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw distrusted("its body is not UTF-8");
  }
}

/** What the receipt has to say. An event that says nothing itself could be compared with anything. */
function expectations(event) {
  if (event === null || typeof event !== "object") throw wrong(`the event must be an object, not ${kindOf(event)}`);
  const missing = (name) => distrusted(`it has no ${name}, so nothing can be compared`);
  const { order_id: orderId } = event;
  const [status, price] = [number(event.status), number(event.price)];
  if (!Number.isSafeInteger(status)) throw missing("status");
  if (!Number.isSafeInteger(price) || price < 0) throw missing("price");
  const expected = { expectedStatus: status, expectedPrice: price };
  return orderId === undefined || orderId === null ? expected : { ...expected, expectedOrderId: orderId };
}

function wrong(why) {
  return refused("invalid_request", why);
}

/** In the core's words. */
function distrusted(why) {
  return new BootpayWebhookError(`the webhook is not to be believed: ${why}`, { kind: "webhook" });
}

/** The core makes numbers of whole ones; `3000.0` in a form is still text. */
function number(value) {
  if (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  return typeof value === "number" ? value : undefined;
}

function text(value) {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

module.exports = { Webhooks };
