"use strict";

const native = require("./native.js");
const { BootpayDecodeError, BootpayError, fromDoor, refused } = require("./errors.js");
const { camelCase, forCore, kindOf, withOwnNames } = require("./request.js");
const { version } = require("../package.json");

const PLATFORM = `${process.platform}-${process.arch}`;
const USER_AGENT = `bootpay-node/${version} (node/${process.versions.node}; ${PLATFORM})`;

const CONFIG_OPTIONS = ["baseUrl", "connectTimeout", "timeout", "deadline", "maxRetries"];
const CALL_OPTIONS = ["signal", "timeout", "deadline", "maxRetries"];
/** Options of verify that the core compares the receipt with. */
const EXPECTATIONS = {
  expectedPrice: "expected_price",
  expectedOrderId: "expected_order_id",
  expectedStatus: "expected_status",
};

/** Deprecated methods that were called: each warns once. */
const warned = new Set();

/** The official client. Every argument, default and error is written in index.d.ts. */
class BootpayClient {
  /** What was configured, as the door takes it, and the native handle that was opened with it. */
  #opened;
  #tokenByHand;
  #tokenSeen;

  constructor(applicationId, privateKey, mode, options) {
    const bare = [applicationId, privateKey, mode, options].every((argument) => argument === undefined);
    // Without arguments the environment counts, as it is at the first call: dotenv may not have run yet.
    if (!bare) this.setConfig(applicationId, privateKey, mode, options);
  }

  setConfig(applicationId, privateKey, mode = "production", options = {}) {
    const site = siteOfCall("setConfig");
    try {
      const asked = checked(CONFIG_OPTIONS, options ?? {}, "config");
      this.#open({ applicationId, privateKey, mode: mode || "production", ...asked });
    } catch (error) {
      throw startingAt(site, error);
    }
  }

  get applicationId() {
    return this.#opened?.config.application_id;
  }

  get privateKey() {
    return this.#opened?.config.private_key;
  }

  get mode() {
    return this.#opened?.config.mode ?? "production";
  }

  get $token() {
    return this.#tokenByHand ?? this.#tokenSeen;
  }

  set $token(token) {
    if (token !== undefined && token !== null && typeof token !== "string") {
      throw refused("invalid_request", "$token must be a string, or null to go back to the automatic token");
    }
    this.#tokenByHand = token || undefined;
  }

  async getAccessToken(options) {
    return this.#call("getAccessToken", "token.request", {}, options, (answer, outcome, opened) => {
      const token = answer.data?.token;
      if (typeof token !== "string" || token === "") {
        const { operation, status, attempts, requestId } = metaOf(outcome);
        throw new BootpayDecodeError(`${operation}: HTTP ${status}: the answer has no data.token`, {
          kind: "decode",
          operation,
          status,
          attempts,
          requestId,
          body: outcome.body,
        });
      }
      // While the answer was under way another merchant may have been configured, whose token this is not.
      if (opened === this.#opened) {
        this.#tokenSeen = token;
        this.#tokenByHand = undefined;
      }
    });
  }

  async verify(receiptId, options) {
    return this.#call("verify", "receipt.get", { receiptId }, options);
  }

  async certificate(receiptId, options) {
    return this.#call("certificate", "certificate.get", { receiptId }, options);
  }

  async cancel(data, options) {
    return this.#call("cancel", "payment.cancel", data, options);
  }

  async submit(receiptId, options) {
    return this.#call("submit", "payment.submit", { receiptId }, options);
  }

  async requestSubscribeBillingKey(data, options) {
    return this.#call("requestSubscribeBillingKey", "billing_key.request", data, options);
  }

  async lookupBillingKey(receiptId, options) {
    return this.#call("lookupBillingKey", "billing_key.lookup", { receiptId }, options);
  }

  async destroySubscribeBillingKey(billingKey, options) {
    return this.#call("destroySubscribeBillingKey", "billing_key.delete", { billingKey }, options);
  }

  async requestSubscribeBillingPayment(data, options) {
    return this.#call("requestSubscribeBillingPayment", "billing.pay", data, options);
  }

  async reserveSubscribeBilling(data, options) {
    return this.#call("reserveSubscribeBilling", "billing.reserve", data, options);
  }

  async destroyReserveSubscribeBilling(reserveId, options) {
    return this.#call("destroyReserveSubscribeBilling", "reservation.cancel", { reserveId }, options);
  }

  async requestUserToken(data, options) {
    return this.#call("requestUserToken", "user_token.request", data, options);
  }

  async requestPayment(data, options) {
    return this.#call("requestPayment", "link.request", data, options);
  }

  async createWebhook(data, options) {
    return this.#call("createWebhook", "webhook.create", data, options);
  }

  async deliveryStart(data, options) {
    return this.#call("deliveryStart", "delivery.start", data, options);
  }

  async naverpayItemResponse(data, options) {
    return this.#call("naverpayItemResponse", "npay_product.send", data, options);
  }

  async updatePgResource(data, options) {
    return this.#call("updatePgResource", "project.update", data, options);
  }

  async getUserWallets(data, options) {
    return this.#call("getUserWallets", "wallet.list", data, options);
  }

  async requestWalletPayment(data, options) {
    return this.#call("requestWalletPayment", "wallet.pay", data, options);
  }

  async remoteLink(data, options) {
    warnOnce("remoteLink");
    return this.#call("remoteLink", "remote_link.send", data, options);
  }

  async remoteForm(data, options) {
    warnOnce("remoteForm");
    return this.#call("remoteForm", "remote_form.send", data, options);
  }

  async sendSms(data, options) {
    warnOnce("sendSms");
    return this.#call("sendSms", "sms.send", data, options);
  }

  async sendLms(data, options) {
    warnOnce("sendLms");
    return this.#call("sendLms", "lms.send", data, options);
  }

  toJSON() {
    return { mode: this.mode, baseUrl: this.#opened?.handle.baseUrl ?? null };
  }

  [Symbol.for("nodejs.util.inspect.custom")](_depth, options, inspect) {
    return `${this.constructor.name} ${inspect(this.toJSON(), options)}`;
  }

  // Everything that may fail comes before the first assignment, so a bad configuration leaves the old one in place.
  #open(settings) {
    const config = forDoor(settings);
    const json = JSON.stringify(config);
    const before = this.#opened;
    // Many servers call setConfig in every request: the same again must not cost the connections and the token.
    if (json === before?.json) return;
    let handle;
    try {
      handle = new native.Handle(json);
    } catch (error) {
      throw fromDoor(error.message);
    }
    this.#opened = { config, json, handle };
    const same =
      before === undefined ||
      (config.application_id === before.config.application_id &&
        config.private_key === before.config.private_key &&
        handle.baseUrl === before.handle.baseUrl);
    if (same) return;
    this.#tokenByHand = undefined;
    this.#tokenSeen = undefined;
  }

  async #call(method, operation, data, options, accept) {
    const site = siteOfCall(method);
    try {
      const expectations = operation === "receipt.get" ? EXPECTATIONS : {};
      const known = [...CALL_OPTIONS, ...Object.keys(expectations)];
      const given = checked(known, options ?? {}, "invalid_request", operation);
      const paramsJson = JSON.stringify({
        ...wireParams(operation, data),
        ...expected(expectations, options, operation),
      });
      const { signal } = given;
      if (signal?.aborted) throw signal.reason;
      if (this.#opened === undefined) this.#open({ mode: process.env.BOOTPAY_MODE || "production" });
      const opened = this.#opened;
      const optionsJson = JSON.stringify({ token: this.#tokenByHand, ...forWire(given) });
      const outcome = await settled(opened.handle, signal, operation, paramsJson, optionsJson);
      if (!outcome.ok) throw fromDoor(outcome.meta, outcome.body, withOwnNames);
      const answer = JSON.parse(outcome.body);
      accept?.(answer, outcome, opened);
      // Beside the answer, not in it: it prints, compares and serialises as the server sent it.
      if (!Object.hasOwn(answer, "meta")) Object.defineProperty(answer, "meta", { value: metaOf(outcome) });
      return answer;
    } catch (error) {
      throw startingAt(site, error);
    }
  }
}

// The methods themselves, for the stacks: a test of the user's may have put a spy in their place.
const METHODS = Object.getOwnPropertyDescriptors(BootpayClient.prototype);

/** One call through the door; ends early with the signal's reason. */
async function settled(handle, signal, operation, paramsJson, optionsJson) {
  const cancel = signal && new native.CancelToken();
  const abort = () => cancel.cancel();
  signal?.addEventListener("abort", abort, { once: true });
  let outcome;
  try {
    outcome = await handle.call(operation, paramsJson, optionsJson, cancel);
  } catch (error) {
    throw fromDoor(error.message);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
  if (outcome === null) throw signal.reason;
  return outcome;
}

// The process's environment is read here and handed over, because the one that native code sees is another:
// a worker's `env`, and process.env under Jest, are copies.
function forDoor({ applicationId, privateKey, mode, baseUrl, ...limits }) {
  const texts = {
    applicationId: applicationId ?? process.env.BOOTPAY_APPLICATION_ID ?? "",
    privateKey: privateKey ?? process.env.BOOTPAY_PRIVATE_KEY ?? "",
    mode,
    baseUrl: (baseUrl ?? process.env.BOOTPAY_BASE_URL) || undefined,
  };
  for (const [name, text] of Object.entries(texts)) {
    if (text !== undefined && typeof text !== "string") throw refused("config", `${name} must be a string`);
  }
  return {
    application_id: texts.applicationId,
    private_key: texts.privateKey,
    mode: texts.mode,
    base_url: texts.baseUrl,
    user_agent: USER_AGENT,
    ...forWire(limits),
  };
}

/** @param {Record<string, any>} limits */
function forWire({ connectTimeout, timeout, deadline, maxRetries }) {
  return {
    connect_timeout_ms: connectTimeout,
    timeout_ms: timeout,
    deadline_ms: deadline,
    max_retries: maxRetries,
  };
}

/** The options without those that were left open. A misspelt one must not mean the default in silence. */
function checked(known, options, kind, operation) {
  const refuse = (why) => refused(kind, why, operation);
  if (options === null || typeof options !== "object") throw refuse("options must be an object");
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  for (const [name, value] of given) {
    if (!known.includes(name)) {
      throw refuse(`unknown option ${JSON.stringify(name.slice(0, 80))}: there are ${known.join(", ")}`);
    }
    if (/timeout|deadline/i.test(name) && !(Number.isSafeInteger(value) && value > 0)) {
      throw refuse(`${name} must be a whole number of milliseconds, at least 1`);
    }
    if (name === "maxRetries" && !(Number.isSafeInteger(value) && value >= 0)) {
      throw refuse("maxRetries must be a whole number, at least 0");
    }
    // not instanceof: under jsdom there are two classes of this name
    if (name === "signal" && !(typeof value.aborted === "boolean" && value.addEventListener)) {
      throw refuse("signal must be an AbortSignal");
    }
  }
  return Object.fromEntries(given);
}

/** @returns {Record<string, any>} */
function wireParams(operation, data) {
  const params = forCore(operation, data);
  return operation === "sms.send" || operation === "lms.send" ? { data: params } : params;
}

/** What the receipt must say. An expectation without a value is a mistake, and would let any receipt pass. */
function expected(expectations, options, operation) {
  const asked = Object.entries(expectations).filter(([name]) => name in (options ?? {}));
  for (const [name] of asked) {
    const value = options[name];
    if (typeof value === "string" || Number.isFinite(value)) continue;
    const found = typeof value === "number" ? value : kindOf(value);
    throw refused("invalid_request", `${name} must be a string or a number, not ${found}; nothing was sent`, operation);
  }
  return Object.fromEntries(asked.map(([name, wire]) => [wire, options[name]]));
}

function metaOf(outcome) {
  const meta = Object.entries(JSON.parse(outcome.meta));
  return Object.freeze(Object.fromEntries(meta.map(([name, value]) => [camelCase(name), value])));
}

function warnOnce(method) {
  if (warned.has(method)) return;
  warned.add(method);
  process.emitWarning(`bootpay: ${method} is deprecated, as in the official clients`, {
    type: "DeprecationWarning",
    code: `BOOTPAY_${method.toUpperCase()}`,
  });
}

// An error that is made after an await has no line of the caller in its stack, unless the caller awaited too. So
// the place is noted when the method is called, and the error's stack begins there.
function siteOfCall(method) {
  const site = {};
  Error.captureStackTrace(site, METHODS[method].value);
  return site;
}

function startingAt(site, error) {
  // Somebody's Error.prepareStackTrace may make something else of a stack.
  if (error instanceof BootpayError && typeof site.stack === "string") {
    const frames = site.stack.indexOf("\n");
    error.stack = `${error.name}: ${error.message}${frames < 0 ? "" : site.stack.slice(frames)}`;
  }
  return error;
}

module.exports = { BootpayClient };
