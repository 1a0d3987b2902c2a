"use strict";

// A person who was verified. What the law says of a birth date and how a value is masked or hashed is the core's to say.

const { Buffer } = require("node:buffer");
const { types } = require("node:util");
const { askIdentity } = require("./core.js");
const { refused } = require("./errors.js");
const { checked } = require("./options.js");
const { camelCase, kindOf } = require("./request.js");

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** A value that prints masked. The value itself is reached by asking for it only. */
class PrivateValue {
  #value;
  #masked;

  constructor(value, masked) {
    this.#value = value;
    this.#masked = masked;
    Object.freeze(this);
  }

  reveal() {
    return this.#value;
  }

  equals(other) {
    return other instanceof PrivateValue && other.constructor === this.constructor && other.#value === this.#value;
  }

  toString() {
    return PrivateValue.#shown(this);
  }

  toJSON() {
    return PrivateValue.#shown(this);
  }

  [INSPECT]() {
    return PrivateValue.#shown(this);
  }

  /** Loggers print copies, which have neither the value nor its mask. */
  static #shown(value) {
    return #masked in value ? value.#masked : "[redacted]";
  }
}

/** One by which somebody is found again, so it is kept as a hash. */
class PrivateIdentifier extends PrivateValue {
  #what;

  constructor(what, value, masked) {
    super(value, masked);
    this.#what = what;
  }

  hmac(key, version = 1) {
    return askIdentity("hmac", { what: this.#what, value: this.reveal(), key: base64(key), version }).hash;
  }

  matches(stored, keys) {
    return askIdentity("matches", { what: this.#what, value: this.reveal(), stored, keys: keysFor(keys) }).matches;
  }
}

/** Every field and method is written in index.d.ts. */
class Person {
  #told;

  /** `told` is what the core says of the person. */
  constructor(told) {
    this.#told = told;
    const { masked } = told;
    const ifSent = (value, make) => (value === null || value === undefined ? null : make(value));
    this.name = ifSent(told.name, (name) => new PrivateValue(name, masked.name));
    this.birth = ifSent(told.birth, (birth) => new PrivateValue(birth, masked.birth));
    this.birthIsAmbiguous = told.birth_is_ambiguous;
    this.gender = told.gender;
    this.foreigner = told.foreigner;
    this.phone = ifSent(told.phone, (phone) => new PrivateIdentifier("phone", phone, masked.phone));
    this.carrier = told.carrier;
    this.ci = ifSent(told.ci, (ci) => new PrivateIdentifier("ci", ci, "CI(…)"));
    this.di = ifSent(told.di, (di) => new PrivateIdentifier("di", di, "DI(…)"));
    this.verifiedAt = ifSent(told.verified_at, (moment) => new Date(moment));
    this.purpose = told.purpose;
    this.orderId = told.order_id;
    this.receiptId = told.receipt_id;
    this.tid = told.tid;
    Object.freeze(this);
  }

  age(options) {
    return askIdentity("ages", { birth: this.#told.birth, on: day(options) }).age;
  }

  yearAge(options) {
    return askIdentity("ages", { birth: this.#told.birth, on: day(options) }).year_age;
  }

  isAdult(law, options) {
    return askIdentity("is_adult", { birth: this.#told.birth, law, on: day(options) }).adult;
  }

  minimal(law, options) {
    const proof = askIdentity("minimal", { person: this.#told, law, on: day(options) });
    return Object.fromEntries(Object.entries(proof).map(([name, value]) => [camelCase(name), value]));
  }

  matchedBy(stored, keys) {
    const { ci, di, phone } = this.#told;
    if (!isPlain(stored)) {
      throw refused("invalid_request", `stored must be an object with ci, di or phone, not ${kindOf(stored)}`);
    }
    return askIdentity("matched_by", { ci, di, phone, stored, keys: keysFor(keys) }).by;
  }
}

/** The day of `{ on }` as text: a text, or what prints as one, such as a Temporal.PlainDate. */
function day(options) {
  if (options === undefined || options === null) return undefined;
  if (!isPlain(options)) {
    throw refused("invalid_request", `the day is given as { on: "YYYY-MM-DD" }, not as ${kindOf(options)}`);
  }
  const { on } = checked(["on"], options, "invalid_request");
  return on === undefined ? undefined : String(on);
}

/** One key, which is version 1, or keys by their versions. */
function keysFor(keys) {
  if (isKey(keys)) return [{ version: 1, key: base64(keys) }];
  const byVersion = types.isMap(keys) ? [...keys] : isPlain(keys) ? Object.entries(keys) : undefined;
  if (byVersion === undefined) {
    throw refused("invalid_request", `a key must be text or bytes, or several by their versions, not ${kindOf(keys)}`);
  }
  return byVersion.map(([version, key]) => ({ version: Number(version), key: base64(key) }));
}

const isKey = (key) => typeof key === "string" || types.isUint8Array(key);

function base64(key) {
  if (!isKey(key)) throw refused("invalid_request", `a key must be text or bytes, not ${kindOf(key)}`);
  return Buffer.from(key).toString("base64");
}

const isPlain = (value) => Object.prototype.toString.call(value) === "[object Object]";

module.exports = { Person, PrivateValue, PrivateIdentifier };
