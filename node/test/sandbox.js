"use strict";

// The sandbox program, started on a free port and driven through its control routes.

const { spawn } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");

/** The repository: the tests run from a copy of theirs, beside the installed package. */
const REPOSITORY = (() => {
  let folder = __dirname;
  while (!fs.existsSync(path.join(folder, "tests", "cases"))) {
    if (folder === path.dirname(folder)) throw new Error("the repository's tests/cases are not above this folder");
    folder = path.dirname(folder);
  }
  return folder;
})();

const PROGRAM = process.env.BOOTPAY_PROGRAM ?? path.join(REPOSITORY, "target", "debug", "bootpay");

/** The example pair that Bootpay's documentation prints. */
const APPLICATION_ID = "5b8f6a4d396fa665fdc2b5ea";
const PRIVATE_KEY = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";

const IDENTITY = "612e09260d681b0021e61ab9";
const PAYMENT = "5df6e67d4f74b4002a77e0eb";

class Sandbox {
  #process;
  url; // and tls_url, application_id, private_key, web_application_id: what the program printed

  static async start(...options) {
    const sandbox = new Sandbox();
    sandbox.#process = spawn(PROGRAM, ["sandbox", "--listen", "127.0.0.1:0", "--json", ...options], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    process.once("exit", () => sandbox.#process.kill()); // if a test's setup fails
    const lines = readline.createInterface({ input: sandbox.#process.stdout });
    const ended = once(sandbox.#process, "exit").then(([code]) => {
      throw new Error(`${PROGRAM} ended with ${code} before it listened`);
    });
    const [line] = await Promise.race([once(lines, "line"), ended]);
    ended.catch(() => {}); // later on it may end
    Object.assign(sandbox, JSON.parse(line));
    return sandbox;
  }

  async stop() {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await ended;
  }

  async control(method, route, body) {
    const response = await fetch(this.url + route, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  reset() {
    return this.control("POST", "/sandbox/reset");
  }

  fault(fault) {
    return this.control("POST", "/sandbox/faults", fault);
  }

  requests() {
    return this.control("GET", "/sandbox/requests");
  }

  /** The journal as method and path. */
  async routes() {
    return (await this.requests()).map((request) => `${request.method} ${request.path}`);
  }

  /** Until the server has seen `count` requests to `route`: a call that is under way by then is blocked. */
  async seen(route, count = 1) {
    const patience = AbortSignal.timeout(60_000); // only so that a broken test ends
    while (!patience.aborted) {
      const routes = await this.routes();
      if (routes.filter((one) => one === route).length >= count) return;
      await new Promise(setImmediate);
    }
    throw new Error(`the server has not seen ${count} × ${route}`);
  }

  /** For child processes: the keys and this sandbox. */
  get environment() {
    return {
      ...process.env,
      BOOTPAY_APPLICATION_ID: APPLICATION_ID,
      BOOTPAY_PRIVATE_KEY: PRIVATE_KEY,
      BOOTPAY_BASE_URL: this.url,
    };
  }
}

module.exports = { Sandbox, REPOSITORY, APPLICATION_ID, PRIVATE_KEY, IDENTITY, PAYMENT };
