"use strict";

// The control routes of one project. Over node:http and not fetch: test suites put their own in the place of fetch, and a
// proxy of the environment cannot reach this machine.

const http = require("node:http");
const { SandboxError } = require("./error.js");

/** How long a call may take, in milliseconds. */
const PATIENCE = 30_000;

/** Asks, and gives what comes as the answer begins. */
function ask(url, method, body) {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const request = http.request(url, { method, headers, agent: false }, resolve);
    request.setTimeout(PATIENCE, () => request.destroy(new Error(`no answer within ${PATIENCE} ms`)));
    request.once("error", reject);
    request.end(body);
  });
}

async function whole(response) {
  let text = "";
  for await (const part of response.setEncoding("utf8")) text += part;
  return text;
}

/** `receiptId` as the routes write it, `receipt_id`. */
function written(fields) {
  const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [snake(name), value]));
}

function problem(text) {
  try {
    return JSON.parse(text).error ?? text;
  } catch {
    return text;
  }
}

/** The sandbox at `url`; with a project, that project of it. */
class Control {
  #query;

  constructor(url, project) {
    this.url = url;
    this.#query = project === undefined ? "" : `?project=${encodeURIComponent(project)}`;
  }

  get(route) {
    return this.#call("GET", route, "");
  }

  post(route, fields) {
    return this.#call("POST", route, fields === undefined ? "" : JSON.stringify(written(fields)));
  }

  delete(route) {
    return this.#call("DELETE", route, "");
  }

  /** A document that the sandbox wrote goes back as it came. */
  putBack(route, document) {
    return this.#call("POST", route, JSON.stringify(document));
  }

  async #call(method, route, body) {
    const { status, text } = await this.#exchange(method, route, body);
    if (status !== 200) throw new SandboxError(`${method} ${route}: ${problem(text)}`);
    return JSON.parse(text);
  }

  async #exchange(method, route, body) {
    try {
      const response = await ask(this.url + route + this.#query, method, body);
      return { status: response.statusCode, text: await whole(response) };
    } catch (cause) {
      const why = cause.message || cause.code;
      throw new SandboxError(`${method} ${route}: the sandbox at ${this.url} does not answer: ${why}`, { cause });
    }
  }
}

exports.Control = Control;
