"use strict";

const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { control } = require("./control.js");
const { SandboxError } = require("./error.js");
const { program } = require("./program.js");

/** How long the program may take to end once it was told to, in milliseconds. */
const PATIENCE = 30_000;

/** The first line that the program prints; its errors are told if it ends instead. */
function firstLine(child, timeout) {
  return new Promise((resolve, reject) => {
    let printed = "";
    let wrote = "";
    const fail = (what) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new SandboxError(wrote.trim() === "" ? what : `${what}: ${wrote.trim()}`));
    };
    const timer = setTimeout(() => fail(`the sandbox did not listen within ${timeout} ms`), timeout);
    child.once("error", (error) => fail(`the sandbox cannot be run on this machine: ${error.message}`));
    // "close" and not "exit": by then all that it wrote has been read
    child.once("close", (code, signal) => fail(`the sandbox ended with ${code ?? signal}`));
    child.stderr.setEncoding("utf8").on("data", (text) => {
      wrote = (wrote + text).slice(-10_000);
    });
    child.stdout.setEncoding("utf8").on("data", (text) => {
      printed += text;
      if (!printed.includes("\n")) return;
      clearTimeout(timer);
      resolve(printed);
    });
  });
}

class Sandbox {
  #child;
  #stopped;

  constructor(child, told) {
    this.#child = child;
    this.url = told.url;
    this.applicationId = told.application_id;
    // not shown when it is logged
    Object.defineProperty(this, "privateKey", { value: told.private_key });
    this.webApplicationId = told.web_application_id;
    this.tlsUrl = told.tls_url;
  }

  static async start({ arguments: more = [], timeout = 30_000 } = {}) {
    const args = ["sandbox", "--listen", "127.0.0.1:0", "--json", "--with-parent", ...more];
    const child = spawn(program(), args, {
      stdio: "pipe", // it ends when its standard input does
      detached: process.platform !== "win32", // Ctrl-C in a terminal does not reach it; there it would open a window
      windowsHide: true,
    });
    child.stdin.on("error", () => {}); // it is gone, and `stop` will see that
    const told = JSON.parse(await firstLine(child, timeout));
    // This process may end while the sandbox runs, which then ends too.
    for (const part of [child, child.stdin, child.stdout, child.stderr]) part.unref();
    return new Sandbox(child, told);
  }

  get env() {
    return {
      BOOTPAY_BASE_URL: this.url,
      BOOTPAY_APPLICATION_ID: this.applicationId,
      BOOTPAY_PRIVATE_KEY: this.privateKey,
      BOOTPAY_WEB_APPLICATION_ID: this.webApplicationId,
    };
  }

  identity(fields = {}) {
    return control(this.url, "POST", "/sandbox/identities", fields);
  }

  person(persona, fields = {}) {
    return this.identity({ persona, ...fields });
  }

  window(outcome = "unfinished", fields = {}) {
    return control(this.url, "POST", "/sandbox/windows", { outcome, ...fields });
  }

  payment(fields) {
    return control(this.url, "POST", "/sandbox/payments", fields);
  }

  async fault(kind, fields = {}) {
    return new Fault(this.url, await control(this.url, "POST", "/sandbox/faults", { kind, ...fields }));
  }

  async advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
    const total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
    await control(this.url, "POST", "/sandbox/clock", { advanceS: total });
  }

  requests(operation) {
    const name = operation === undefined ? undefined : encodeURIComponent(operation);
    const route = name === undefined ? "/sandbox/requests" : `/sandbox/operations/${name}/requests`;
    return control(this.url, "GET", route);
  }

  async reset() {
    await control(this.url, "POST", "/sandbox/reset");
  }

  stop() {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end() {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.ref();
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    child.stdin.destroy();
    child.kill("SIGTERM");
    await ended;
    clearTimeout(timer);
  }

  [Symbol.asyncDispose]() {
    return this.stop();
  }
}

class Fault {
  #url;

  constructor(url, fields) {
    this.#url = url;
    this.fields = fields;
  }

  async remove() {
    await control(this.#url, "DELETE", `/sandbox/faults/${this.fields.id}`);
  }

  [Symbol.asyncDispose]() {
    return this.remove();
  }
}

exports.Sandbox = Sandbox;
