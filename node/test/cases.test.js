"use strict";

// The cases that every language runs; their form is described in tests/cases/README.md.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { after, before, test } = require("node:test");
const { BootpayApiError, BootpayClient, BootpayError } = require("bootpay-backend-nodejs");
const { Sandbox, REPOSITORY, APPLICATION_ID, PRIVATE_KEY } = require("./sandbox.js");

const FOLDER = path.join(REPOSITORY, "tests", "cases");
const CASES = fs.readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

const METHODS = {
  "token.request": (client, params, options) => client.getAccessToken(options),
  "receipt.get": (client, { receipt_id: id }, options) => client.verify(id, options),
  "certificate.get": (client, { receipt_id: id }, options) => client.certificate(id, options),
};

let sandbox;
before(async () => {
  sandbox = await Sandbox.start();
});
after(() => sandbox.stop());

/** "$any" is anything that is there, "$token" is 64 hex digits. */
function matches(expected, actual, where) {
  if (expected === "$any") {
    assert.notEqual(actual ?? undefined, undefined, `${where} is absent`);
  } else if (expected === "$token") {
    assert.match(String(actual), /^[0-9a-f]{64}$/, where);
  } else if (expected !== null && typeof expected === "object") {
    assert.equal(typeof actual, "object", where);
    assert.deepEqual(Object.keys(actual ?? {}).sort(), Object.keys(expected).sort(), where);
    for (const [key, value] of Object.entries(expected)) matches(value, actual[key], `${where}.${key}`);
  } else {
    assert.deepEqual(actual, expected, where);
  }
}

function sameRequest(expected, actual, where) {
  assert.equal(actual.method, expected.method, where);
  assert.equal(actual.path, expected.path, where);
  if ("authorization" in expected) {
    matches(expected.authorization, actual.headers.authorization ?? null, `${where}.authorization`);
  }
  if ("body" in expected) {
    const structured = expected.body !== null && typeof expected.body === "object";
    const body = structured ? JSON.parse(actual.body) : actual.body || null;
    matches(expected.body, body, `${where}.body`);
  }
}

for (const name of CASES) {
  const spec = JSON.parse(fs.readFileSync(path.join(FOLDER, name), "utf8"));
  test(`${name}: ${spec.description}`, async () => {
    await sandbox.reset();
    for (const { method, path: route, body } of spec.setup ?? []) await sandbox.control(method, route, body);
    const client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url, maxRetries: 0 });
    const call = METHODS[spec.operation](client, spec.params);
    const { answer, error, requests } = spec.expect;
    if (answer !== undefined) {
      matches(answer, await call, "answer");
    } else {
      const failure = await call.then(
        () => assert.fail("the call succeeded"),
        (reason) => reason,
      );
      assert.ok(failure instanceof BootpayError, failure?.stack);
      assert.equal(failure.kind, error.kind);
      assert.equal(failure.effect, error.effect);
      if (error.kind === "api") {
        // The shape in which the official package rejects, as an Error: the message is the server's own.
        assert.ok(failure instanceof BootpayApiError);
        const { status, code, message } = JSON.parse(failure.body);
        assert.deepEqual([failure.status, failure.code, failure.message], [status, code, message]);
      } else if (error.message_has) {
        assert.ok(failure.message.includes(error.message_has), failure.message);
      }
      if (error.kind !== "connection" && error.kind !== "timeout") {
        assert.deepEqual([failure.status, failure.code], [error.status, error.code]);
      }
    }
    const seen = await sandbox.requests();
    assert.equal(seen.length, requests.length, JSON.stringify(seen.map(({ path: route }) => route)));
    requests.forEach((request, at) => sameRequest(request, seen[at], `requests[${at}]`));
  });
}
