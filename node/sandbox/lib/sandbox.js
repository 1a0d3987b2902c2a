"use strict";

const { Control } = require("./control.js");
const { Fault } = require("./fault.js");
const { beginningWith } = require("./first-field.js");
const { Running } = require("./running.js");
const { seen } = require("./seen.js");
const { Window } = require("./window.js");

/** A project of a sandbox, and what a test does with it. */
class Sandbox {
  #control;
  #end;
  #stopped;

  /** `end` ends what was started for this project: the program, or the project alone. */
  constructor(told, end) {
    this.url = told.url;
    this.applicationId = told.application_id;
    // not shown when it is logged
    Object.defineProperty(this, "privateKey", { value: told.private_key });
    this.webApplicationId = told.web_application_id;
    this.tlsUrl = told.tls_url;
    this.#control = new Control(told.url, told.application_id);
    this.#end = end;
  }

  static async start({ arguments: more = [], timeout = 30_000 } = {}) {
    const running = await Running.start(more, timeout);
    return new Sandbox(running.told, () => running.stop());
  }

  static async join(url) {
    const told = await new Control(origin(url)).post("/sandbox/projects");
    return Sandbox.joined({ ...told, url: origin(url) });
  }

  /** The handle of a project that was made for it. */
  static joined(told) {
    return new Sandbox(told, () => forget(told));
  }

  async project() {
    const other = await Sandbox.join(this.url);
    other.tlsUrl = this.tlsUrl;
    return other;
  }

  get env() {
    return {
      BOOTPAY_BASE_URL: this.url,
      BOOTPAY_APPLICATION_ID: this.applicationId,
      BOOTPAY_PRIVATE_KEY: this.privateKey,
      BOOTPAY_WEB_APPLICATION_ID: this.webApplicationId,
      BOOTPAY_LOOPBACK_ONLY: "1",
    };
  }

  get quick() {
    return { maxRetries: 0, timeout: 2_000, deadline: 5_000 };
  }

  identity(fields = {}) {
    return this.#control.post("/sandbox/identities", fields);
  }

  person(persona, fields) {
    return this.identity(beginningWith("persona", persona, fields));
  }

  async window(orderId, fields) {
    return new Window(this.#control, await this.#control.post("/sandbox/windows", beginningWith("orderId", orderId, fields)));
  }

  payment(fields) {
    return this.#control.post("/sandbox/payments", fields);
  }

  deposit(receiptId) {
    return this.#control.post("/sandbox/deposits", { receiptId });
  }

  async fault(kind, fields = {}) {
    return new Fault(this.#control, await this.#control.post("/sandbox/faults", { kind, ...fields }));
  }

  async advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
    const total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
    await this.#control.post("/sandbox/clock", { advanceS: total });
  }

  settings(fields = {}) {
    return this.#control.post("/sandbox/settings", fields);
  }

  requests(operation) {
    const name = operation === undefined ? undefined : encodeURIComponent(operation);
    return this.#control.get(name === undefined ? "/sandbox/requests" : `/sandbox/operations/${name}/requests`);
  }

  webhooks() {
    return this.#control.get("/sandbox/webhooks");
  }

  misuses() {
    return this.#control.get("/sandbox/misuses");
  }

  snapshot() {
    return this.#control.get("/sandbox/snapshot");
  }

  async restore(document) {
    await this.#control.putBack("/sandbox/restore", document);
  }

  async reset() {
    await this.#control.post("/sandbox/reset", { keepTokens: true });
  }

  seen() {
    return seen(this, this.#control);
  }

  stop() {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  [Symbol.asyncDispose]() {
    return this.stop();
  }
}

/** Without what follows the host: `http://127.0.0.1:8300/` is what people copy. */
const origin = (url) => url.replace(/\/+$/, "");

/** Deletes a project. With the sandbox that had it, it has gone by itself. */
async function forget({ url, application_id }) {
  try {
    await new Control(url).delete(`/sandbox/projects/${encodeURIComponent(application_id)}`);
  } catch (error) {
    if (error.cause === undefined) throw error; // it was refused
  }
}

exports.Sandbox = Sandbox;
