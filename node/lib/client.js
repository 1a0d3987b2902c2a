"use strict";

const { callsMadeBy } = require("./generated/calls.js");
const { printMasked } = require("./discreet.js");
const native = require("./native.js");
const { defect, fromDoor, refused } = require("./errors.js");
const { AttemptLog, listenerOf } = require("./log.js");
const { CALL_OPTIONS, checked, limits, withOptionNames } = require("./options.js");
const { expectation, forCore, withOwnNames } = require("./request.js");
const { lostCall } = require("./settle.js");
const { siteOfCall, startingAt } = require("./stack.js");
const { warnOfDeprecated } = require("./warning.js");
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
  /** The configuration as the door got it, the native handle that was opened with it, and who listens. */
  #opened;
  #attempts = new AttemptLog();
  #webhook;
  #identity;
  #tokenByHand;
  #tokenSeen;

  static {
    // Own methods, as if they stood here: whoever mocks or spies looks for those.
    const { constructor: _, ...methods } = Object.getOwnPropertyDescriptors(
      callsMadeBy((client, ...call) => client.#call(...call)).prototype,
    );
    Object.defineProperties(BootpayClient.prototype, methods);
  }

  constructor(applicationId, privateKey, mode, options) {
    const bare = [applicationId, privateKey, mode, options].every((argument) => argument === undefined);
    // Without arguments the environment counts, as it is at the first call: dotenv may not have run yet.
    if (!bare) this.setConfig(applicationId, privateKey, mode, options);
  }

  setConfig(applicationId, privateKey, mode = undefined, options = {}) {
    const site = siteOfCall(METHODS.setConfig.value);
    try {
      const { log, ...asked } = checked(CONFIG_OPTIONS, options ?? {}, "config");
      this.#open({ applicationId, privateKey, mode, ...asked }, listenerOf(log));
    } catch (error) {
      throw startingAt(site, error);
    }
  }

  get applicationId() {
    return this.#opened?.handle.applicationId;
  }

  get privateKey() {
    return this.#opened?.handle.privateKey;
  }

  get mode() {
    return this.#opened?.handle.mode ?? "production";
  }

  // What these two need is loaded where they are used.

  get webhook() {
    return (this.#webhook ??= new (require("./webhook.js").Webhooks)(
      () => this.#configured().handle,
      (receiptId, options) => METHODS.verify.value.call(this, receiptId, options),
    ));
  }

  get identity() {
    return (this.#identity ??= new (require("./identity.js").Identity)(
      () => this.#configured().handle,
      async (operation, paramsJson, given) => (await this.#send(operation, paramsJson, given)).answer,
    ));
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
    return this.#call("getAccessToken", "token.request", {}, options, (answer, _outcome, opened) => {
      // While the answer was under way another merchant may have been configured, whose token this is not.
      if (opened.handle === this.#opened.handle) {
        this.#tokenSeen = answer.data.token;
        this.#tokenByHand = undefined;
      }
    });
  }

  async verify(receiptId, options) {
    return this.#call("verify", "receipt.get", { receiptId }, options);
  }

  async settle(failure, options) {
    return this.#call("settle", "receipt.settle", failure, options, settlement);
  }

  async settleCancel(data, options) {
    return this.#call("settleCancel", "receipt.settle", data, options, settlement);
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
    const json = JSON.stringify(forDoor(settings));
    const before = this.#opened;
    // Many servers call setConfig in every request: the same again must not cost the connections and the token.
    const handle = json === before?.json ? before.handle : handleOf(json);
    this.#opened = { json, handle, listener };
    const same =
      before === undefined ||
      (handle.applicationId === before.handle.applicationId &&
        handle.privateKey === before.handle.privateKey &&
        handle.baseUrl === before.handle.baseUrl);
    if (same) return;
    this.#tokenByHand = undefined;
    this.#tokenSeen = undefined;
  }

  /** What was opened; the environment counts as it is at the first use. */
  #configured() {
    if (this.#opened === undefined) {
      this.#open({}, listenerOf());
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
        ...(method === "settle" ? lostCall(data) : wireParams(operation, data)),
        ...expected(compared, options, operation),
      });
      const { answer, outcome, opened } = await this.#send(operation, paramsJson, given);
      // Beside the answer, not in it: it compares and serialises as the server sent it.
      if (!Object.hasOwn(answer, "meta")) Object.defineProperty(answer, "meta", { value: metaOf(outcome) });
      printMasked(answer);
      return accept?.(answer, outcome, opened) ?? answer;
    } catch (error) {
      throw startingAt(site, error);
    }
  }

  /** One call: what it gave, how it went, and the configuration that it was made with. */
  async #send(operation, paramsJson, given) {
    const { signal } = given;
    if (signal?.aborted) throw signal.reason;
    const opened = this.#configured();
    const optionsJson = JSON.stringify({
      token: this.#tokenByHand,
      log: opened.listener.least,
      ...limits(given),
    });
    const outcome = await outcomeOf(opened.handle, signal, operation, paramsJson, optionsJson);
    this.#attempts.tell(opened.listener, outcome.log);
    if (!outcome.ok) {
      const error = fromDoor(outcome.meta, outcome.body, withOwnNames);
      throw error.kind === "canceled" ? signal.reason : error;
    }
    return { answer: JSON.parse(outcome.body), outcome, opened };
  }
}

// The methods themselves, for the stacks: a test of the user's may have put a spy in their place.
const METHODS = Object.getOwnPropertyDescriptors(BootpayClient.prototype);

function handleOf(configJson) {
  try {
    return new native.Handle(configJson);
  } catch (error) {
    throw fromDoor(error.message, undefined, withOptionNames);
  }
}

/** One call through the door. */
async function outcomeOf(handle, signal, operation, paramsJson, optionsJson) {
  try {
    return await handle.call(operation, paramsJson, optionsJson, signal);
  } catch (error) {
    throw defect(native.defectOf(operation), error);
  }
}

function forDoor({ applicationId, privateKey, mode, baseUrl, ...others }) {
  for (const [name, text] of Object.entries({ applicationId, privateKey, mode, baseUrl })) {
    const isText = text === undefined || text === null || typeof text === "string";
    if (!isText) throw refused("config", `${name} must be a string`);
  }
  return {
    application_id: applicationId,
    private_key: privateKey,
    mode,
    base_url: baseUrl,
    user_agent: USER_AGENT,
    environment: environment(),
    ...limits(others),
  };
}

// The process's environment is read here and handed over, because the one that native code sees is another:
// a worker's `env`, and process.env under Jest, are copies.
function environment() {
  return Object.fromEntries(native.environmentNames().map((name) => [name, process.env[name]]));
}

/** @returns {Record<string, any>} */
function wireParams(operation, data) {
  const params = forCore(operation, data);
  return operation === "sms.send" || operation === "lms.send" ? { data: params } : params;
}

/** What the receipt is compared with. */
function expected(compared, options, operation) {
  const asked = Object.entries(compared).filter(([name]) => name in (options ?? {}));
  return Object.fromEntries(asked.map(([name, wire]) => [wire, expectation(operation, name, options[name])]));
}

function metaOf(outcome) {
  const { operation, status, attempts, request_id: requestId, ...others } = JSON.parse(outcome.meta);
  const { cancel_id: cancelId, outcome: became, duration_ms: durationMs } = others;
  return Object.freeze({ operation, status, attempts, requestId, cancelId, outcome: became, durationMs });
}

/** What a lost call came to, and the receipt that says so. */
function settlement(receipt) {
  return { outcome: receipt.meta.outcome, receipt };
}

module.exports = { BootpayClient, USER_AGENT };
