"use strict";

// The control routes. Over node:http and not fetch: test suites put their own in the place of fetch, and a proxy of the
// environment cannot reach this machine.

const http = require("node:http");
const { SandboxError } = require("./error.js");

/** How long a call may take, in milliseconds. */
const PATIENCE = 30_000;

function exchange(url, method, body) {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const request = http.request(url, { method, headers, agent: false }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }));
    });
    request.setTimeout(PATIENCE, () => request.destroy(new Error(`no answer within ${PATIENCE} ms`)));
    request.once("error", reject);
    request.end(body);
  });
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

exports.control = async (sandbox, method, route, fields) => {
  const body = fields === undefined ? "" : JSON.stringify(written(fields));
  let answer;
  try {
    answer = await exchange(sandbox + route, method, body);
  } catch (cause) {
    const why = cause.message || cause.code;
    throw new SandboxError(`${method} ${route}: the sandbox at ${sandbox} does not answer: ${why}`, { cause });
  }
  if (answer.status !== 200) throw new SandboxError(`${method} ${route}: ${problem(answer.text)}`);
  return JSON.parse(answer.text);
};
