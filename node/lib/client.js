"use strict";

const { endedBy } = require("./abort.js");
const native = require("./native.js");
const { BootpayDecodeError, fromDoor, refused } = require("./errors.js");
const { AttemptLog, listenerOf } = require("./log.js");
const { CALL_OPTIONS, checked } = require("./options.js");
const { camelCase, forCore, kindOf, withOwnNames } = require("./request.js");
const { lostCall } = require("./settle.js");
const { siteOfCall, startingAt } = require("./stack.js");
const { warnOnce } = require("./warning.js");
const { Webhooks } = require("./webhook.js");
const { version } = require("../package.json");

const PLATFORM = `${process.platform}-${process.arch}`;
const USER_AGENT = `bootpay-node/${version} (node/${process.versions.node}; ${PLATFORM})`;

const CONFIG_OPTIONS = ["baseUrl", "connectTimeout", "timeout", "deadline", "maxRetries", "log"];
/** Options that the core compares the receipt with, by method. */
const COMPARED = {
  verify: {
    expectedPrice: "expected_price",
    expectedOrderId: "expected_order_id",
    expectedStatus: "expected_status",
  },
  settle: { cancelledBefore: "cancelled_before" },
};

/** The official client. Every argument, default and error is written in index.d.ts. */
class BootpayClient {
  /** What was configured, as the door takes it, the native handle that was opened with it, and who listens. */
  #opened;
  #attempts = new AttemptLog();
  #webhook = new Webhooks(
    () => this.#configured().handle,
    (receiptId, options) => METHODS.verify.value.call(this, receiptId, options),
  );
  #tokenByHand;
  #tokenSeen;

  constructor(applicationId, privateKey, mode, options) {
    const bare = [applicationId, privateKey, mode, options].every((argument) => argument === undefined);
    // Without arguments the environment counts, as it is at the first call: dotenv may not have run yet.
    if (!bare) this.setConfig(applicationId, privateKey, mode, options);
  }

  setConfig(applicationId, privateKey, mode = "production", options = {}) {
    const site = siteOfCall(METHODS.setConfig.value);
    try {
      const { log, ...asked } = checked(CONFIG_OPTIONS, options ?? {}, "config");
      this.#open({ applicationId, privateKey, mode: mode || "production", ...asked }, listenerOf(log));
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

  get webhook() {
    return this.#webhook;
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
      if (opened.handle === this.#opened.handle) {
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

  async settle(failure, options) {
    return this.#call("settle", "receipt.settle", failure, options, settlement);
  }

  async settleCancel(data, options) {
    return this.#call("settleCancel", "receipt.settle", data, options, settlement);
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
    warnOfDeprecated("remoteLink");
    return this.#call("remoteLink", "remote_link.send", data, options);
  }

  async remoteForm(data, options) {
    warnOfDeprecated("remoteForm");
    return this.#call("remoteForm", "remote_form.send", data, options);
  }

  async sendSms(data, options) {
    warnOfDeprecated("sendSms");
    return this.#call("sendSms", "sms.send", data, options);
  }

  async sendLms(data, options) {
    warnOfDeprecated("sendLms");
    return this.#call("sendLms", "lms.send", data, options);
  }

  toJSON() {
    return { mode: this.mode, baseUrl: this.#opened?.handle.baseUrl ?? null };
  }

  [Symbol.for("nodejs.util.inspect.custom")](_depth, options, inspect) {
    return `${this.constructor.name} ${inspect(this.toJSON(), options)}`;
  }

  // Everything that may fail comes before the first assignment, so a bad configuration leaves the old one in place.
  #open(settings, listener) {
    const config = forDoor(settings);
    const json = JSON.stringify(config);
    const before = this.#opened;
    // Many servers call setConfig in every request: the same again must not cost the connections and the token.
    const handle = json === before?.json ? before.handle : handleOf(json);
    this.#opened = { config, json, handle, listener };
    const same =
      before === undefined ||
      (config.application_id === before.config.application_id &&
        config.private_key === before.config.private_key &&
        handle.baseUrl === before.handle.baseUrl);
    if (same) return;
    this.#tokenByHand = undefined;
    this.#tokenSeen = undefined;
  }

  /** What was opened; the environment counts as it is at the first use. */
  #configured() {
    if (this.#opened === undefined) {
      this.#open({ mode: process.env.BOOTPAY_MODE || "production" }, listenerOf());
    }
    return this.#opened;
  }

  async #call(method, operation, data, options, accept) {
    const site = siteOfCall(METHODS[method].value);
    try {
      const compared = COMPARED[method] ?? {};
      const known = [...CALL_OPTIONS, ...Object.keys(compared)];
      const given = checked(known, options ?? {}, "invalid_request", operation);
      const paramsJson = JSON.stringify({
        ...wireParams(operation, method === "settle" ? lostCall(data) : data),
        ...expected(compared, options, operation),
      });
      const { signal } = given;
      if (signal?.aborted) throw signal.reason;
      const opened = this.#configured();
      const optionsJson = JSON.stringify({ token: this.#tokenByHand, ...forWire(given) });
      const outcome = await outcomeOf(opened.handle, signal, operation, paramsJson, optionsJson);
      this.#attempts.tell(opened.listener, outcome.log);
      if (!outcome.meta) throw signal.reason;
      if (!outcome.ok) throw fromDoor(outcome.meta, outcome.body, withOwnNames);
      const answer = JSON.parse(outcome.body);
      // Beside the answer, not in it: it prints, compares and serialises as the server sent it.
      if (!Object.hasOwn(answer, "meta")) Object.defineProperty(answer, "meta", { value: metaOf(outcome) });
      return accept?.(answer, outcome, opened) ?? answer;
    } catch (error) {
      throw startingAt(site, error);
    }
  }
}

// The methods themselves, for the stacks: a test of the user's may have put a spy in their place.
const METHODS = Object.getOwnPropertyDescriptors(BootpayClient.prototype);

function handleOf(configJson) {
  try {
    return new native.Handle(configJson);
  } catch (error) {
    throw fromDoor(error.message);
  }
}

/** One call through the door; if the signal ends it, its outcome has no meta. */
async function outcomeOf(handle, signal, operation, paramsJson, optionsJson) {
  try {
    return await endedBy(signal, (token) => handle.call(operation, paramsJson, optionsJson, token));
  } catch (error) {
    throw fromDoor(error.message);
  }
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

/** @returns {Record<string, any>} */
function wireParams(operation, data) {
  const params = forCore(operation, data);
  return operation === "sms.send" || operation === "lms.send" ? { data: params } : params;
}

/** What the receipt is compared with. An expectation without a value is a mistake, and would let any receipt pass. */
function expected(compared, options, operation) {
  const asked = Object.entries(compared).filter(([name]) => name in (options ?? {}));
  for (const [name] of asked) {
    const value = options[name];
    if (typeof value === "string" || Number.isFinite(value)) continue;
    const found = typeof value === "number" ? value : kindOf(value);
    throw refused("invalid_request", `${name} must be a string or a number, not ${found}; nothing was sent`, operation);
  }
  return Object.fromEntries(asked.map(([name, wire]) => [wire, options[name]]));
}

function metaOf(outcome) {
  const meta = Object.entries(JSON.parse(outcome.meta)).filter(([name]) => name !== "outcome"); // see settlement
  return Object.freeze(Object.fromEntries(meta.map(([name, value]) => [camelCase(name), value])));
}

/** What a lost call came to, and the receipt that says so. */
function settlement(receipt, outcome) {
  return { outcome: JSON.parse(outcome.meta).outcome, receipt };
}

function warnOfDeprecated(method) {
  const message = `bootpay: ${method} is deprecated, as in the official clients`;
  warnOnce(`BOOTPAY_${method.toUpperCase()}`, message, "DeprecationWarning");
}

module.exports = { BootpayClient };
