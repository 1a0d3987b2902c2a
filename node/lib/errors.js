"use strict";

// One base class, and few below it: what differs in number (404 or 500, -15006) is data, not a class.

/** Every error of this package. What each field means is written in index.d.ts. */
class BootpayError extends Error {
  #body;
  #causes;

  constructor(message, fields = {}) {
    const causes = Object.freeze([...(fields.causes ?? [])]);
    super(message, causes.length > 0 ? { cause: chained(causes) } : undefined);
    this.#body = fields.body ?? undefined;
    this.#causes = causes;
    // Enumerable, so loggers show it. The body may hold somebody's name: it is reached by asking for it only.
    this.name = new.target.name;
    this.kind = fields.kind ?? "internal";
    this.status = fields.status ?? null;
    this.code = fields.code ?? null;
    this.operation = fields.operation ?? null;
    this.effect = fields.effect ?? "none";
    this.attempts = fields.attempts ?? 0;
    this.requestId = fields.requestId ?? null;
    this.receiptId = fields.receiptId ?? null;
    this.cancelId = fields.cancelId ?? null;
    this.cancelPrice = fields.cancelPrice ?? null;
  }

  get body() {
    return this.#body;
  }

  get data() {
    return parsed(this.#body)?.data ?? undefined;
  }

  get causes() {
    return this.#causes;
  }

  toJSON() {
    const { name, kind, status, code, message, effect, operation, attempts } = this;
    const { requestId, receiptId, cancelId, cancelPrice } = this;
    return {
      ...{ name, kind, status, code, message, effect, operation, attempts },
      ...{ requestId, receiptId, cancelId, cancelPrice },
    };
  }
}

class BootpayConfigError extends BootpayError {}
class BootpayInvalidRequestError extends BootpayError {}
class BootpayConnectionError extends BootpayError {}
class BootpayTimeoutError extends BootpayConnectionError {}
class BootpayDecodeError extends BootpayError {}
class BootpayApiError extends BootpayError {}
class BootpayMismatchError extends BootpayError {}
class BootpayWebhookError extends BootpayError {}
class BootpayInternalError extends BootpayError {}

/** A verification that is not to be believed. */
class BootpayIdentityError extends BootpayError {
  #sentences;

  /** @param {Record<string, any>} [fields] */
  constructor(message, fields = {}) {
    super(message, fields);
    const { reason, http_status: httpStatus, ko, en } = fields.identity ?? {};
    this.#sentences = { ko, en };
    this.reason = reason;
    this.httpStatus = httpStatus;
  }

  customerMessage(language = "ko") {
    if (Object.hasOwn(this.#sentences, language)) return this.#sentences[language];
    throw refused("invalid_request", 'customerMessage: language must be "ko" or "en"');
  }

  toJSON() {
    return { ...super.toJSON(), reason: this.reason, httpStatus: this.httpStatus };
  }
}

const CLASSES = {
  config: BootpayConfigError,
  invalid_request: BootpayInvalidRequestError,
  connection: BootpayConnectionError,
  timeout: BootpayTimeoutError,
  decode: BootpayDecodeError,
  api: BootpayApiError,
  mismatch: BootpayMismatchError,
  webhook: BootpayWebhookError,
  identity: BootpayIdentityError,
  internal: BootpayInternalError,
};

// What the official package rejects with when there is no answer.
const NO_ANSWER = { status: 500, code: -100, prefix: "통신오류가 발생하였습니다. " };

/**
 * The error that came through the door as JSON, with the body of the server's answer if there was one. `reworded` makes
 * of the core's words about an argument those that the caller knows.
 */
function fromDoor(metaJson, body, reworded = (_operation, message) => message) {
  const meta = parsed(metaJson);
  if (meta === undefined) {
    return new BootpayInternalError(`a defect in bootpay, please report it: ${metaJson}`);
  }
  const { kind, message, operation, status, code, effect, attempts, causes, identity } = meta;
  const { request_id: requestId, receipt_id: receiptId, cancel_id: cancelId, cancel_price: cancelPrice } = meta;
  const fields = {
    ...{ kind, operation, status, code, effect, attempts, causes, body },
    ...{ requestId, receiptId, cancelId, cancelPrice },
  };
  switch (kind) {
    case "connection":
    case "timeout":
      return new CLASSES[kind](NO_ANSWER.prefix + message, {
        ...fields,
        status: NO_ANSWER.status,
        code: NO_ANSWER.code,
      });
    case "api":
      return new BootpayApiError(spoken(parsed(body), message), fields);
    case "identity":
      return new BootpayIdentityError(message, { ...fields, identity });
    case "config":
    case "invalid_request":
    case "webhook":
      return new CLASSES[kind](reworded(operation, message), fields);
    default:
      return new (CLASSES[kind] ?? BootpayError)(message, fields);
  }
}

/** A call that failed in a way that nobody thought of. `metaJson` is what the door says of such a one. */
function defect(metaJson, error) {
  const { message, kind, operation, effect } = JSON.parse(metaJson);
  return new BootpayInternalError(`${message}: ${error.message}`, { kind, operation, effect });
}

/** A refusal of this package itself. Nothing was sent. */
function refused(kind, message, operation) {
  return new CLASSES[kind](operation ? `${operation}: ${message}` : message, { kind, operation });
}

// Callers of the official package show the server's own words to their users. The core has taken keys and tokens
// out of its message, so words that are no longer found there had one in them, and are not used.
function spoken(envelope, message) {
  const said = envelope?.message;
  const clean = typeof said === "string" && said.trim() !== "" && message.includes(said.trim());
  return clean ? said.trim() : message;
}

function chained(causes) {
  return causes.reduceRight((cause, text) => {
    const error = cause === undefined ? new Error(text) : new Error(text, { cause });
    error.stack = `Error: ${text}`; // it happened in no line of JavaScript
    return error;
  }, undefined);
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

module.exports = {
  BootpayError,
  BootpayConfigError,
  BootpayInvalidRequestError,
  BootpayConnectionError,
  BootpayTimeoutError,
  BootpayDecodeError,
  BootpayApiError,
  BootpayMismatchError,
  BootpayWebhookError,
  BootpayIdentityError,
  BootpayInternalError,
  defect,
  fromDoor,
  refused,
};
