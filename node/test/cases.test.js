"use strict";

// The cases that every language runs; their form is described in tests/cases/README.md.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { after, before, test } = require("node:test");
const { BootpayApiError, BootpayClient, BootpayError, once } = require("bootpay-backend-nodejs");
const { methods } = require("./generated/methods.js");
const { Sandbox, REPOSITORY, APPLICATION_ID, PRIVATE_KEY } = require("./sandbox.js");

const FOLDER = path.join(REPOSITORY, "tests", "cases");
const CASES = fs.readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

/** Every operation of the core's table, as the method that a caller would use. */
const METHODS = {
  ...methods(camel),
  "token.request": (client) => client.getAccessToken(),
  "receipt.get": (client, params) => client.verify(params.receipt_id, expectations(params)),
  "receipt.settle": (client, params) => settle(client, params),
  "identity.confirm": (client, params) => confirm(client, params),
  "sms.send": (client, { data }) => client.sendSms(message(data)),
  "lms.send": (client, { data }) => client.sendLms(message(data)),
};

/** The merchant's own, whose keys stay as they are. */
const FREE = ["params", "remote_form", "sms_payload"];

function inCamelCase(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** The object as a caller of this package writes it, at every depth; `renamed` is called otherwise. */
function camel(value, renamed = {}) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((element) => camel(element));
  const fields = Object.entries(value);
  return Object.fromEntries(
    fields.map(([name, field]) => [renamed[name] ?? inCamelCase(name), FREE.includes(name) ? field : camel(field)]),
  );
}

function expectations(params) {
  const given = Object.entries(params).filter(([name]) => name.startsWith("expected_"));
  return Object.fromEntries(given.map(([name, value]) => [inCamelCase(name), value]));
}

/** By the books if it is a cancel, by the error of the lost call otherwise. */
function settle(client, { operation, receipt_id: receiptId, cancel_price: price, cancelled_before: cancelledBefore }) {
  if (operation === undefined) return client.settleCancel({ receiptId, price, cancelledBefore });
  const lost = { effect: "unknown", operation, receiptId, cancelPrice: price ?? null };
  return client.settle(lost, cancelledBefore === undefined ? {} : { cancelledBefore });
}

function confirm(client, { receipt_id: receiptId, token, session, purpose }) {
  return client.identity.confirm(receiptId, { token, session, purpose, once: once.memory() });
}

/** What a case says of a person, and what a person of this package says: in the names of the case. */
function samePerson({ data }, person) {
  const { birth_text: _birth, keep_used_for: _seconds, ...expected } = data; // which stay below
  const revealed = ({ name, birth, phone, ci, di }) =>
    Object.fromEntries(Object.entries({ name, birth, phone, ci, di }).map(([key, value]) => [key, value?.reveal() ?? null]));
  const masked = (value) => (value === null ? null : String(value));
  const { name, birth, phone, gender, foreigner, carrier, purpose, tid } = person;
  matches(
    expected,
    {
      ...{ order_id: person.orderId, receipt_id: person.receiptId, purpose, tid, verified_at: person.verifiedAt },
      ...{ birth_is_ambiguous: person.birthIsAmbiguous, gender, foreigner, carrier },
      ...revealed(person),
      masked: { name: masked(name), birth: masked(birth), phone: masked(phone) },
    },
    "person",
  );
}

/** The case with what was begun in the place of its names. */
function withBegun(spec, { orderId, token }) {
  const named = { "$begun.order_id": orderId, "$begun.token": token };
  return JSON.parse(JSON.stringify(spec), (_key, value) => named[value] ?? value);
}

const message = ({ rps, msg, sp, sj, m_id: mId, o_id: oId }) => ({
  receiveNumbers: rps,
  message: msg,
  sendNumber: sp,
  subject: sj,
  mId,
  oId,
});

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

test("every operation of the core has its method here", async () => {
  const manifest = require.resolve("bootpay-backend-nodejs/package.json");
  const native = require(path.join(path.dirname(manifest), "lib", "native.js"));
  const door = new native.Handle(JSON.stringify({ application_id: "a", private_key: "k", base_url: sandbox.url }));
  const { meta } = await door.call("no.such", "{}", "{}");
  const [, known] = JSON.parse(meta).message.match(/there are ([a-z_., ]+)/);
  assert.deepEqual(known.split(", ").sort(), Object.keys(METHODS).sort());
});

for (const name of CASES) {
  const written = JSON.parse(fs.readFileSync(path.join(FOLDER, name), "utf8"));
  test(`${name}: ${written.description}`, async () => {
    await sandbox.reset();
    const client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url, maxRetries: 0 });
    const spec = written.begin ? withBegun(written, client.identity.begin(written.begin)) : written;
    for (const { method, path: route, body } of spec.setup ?? []) await sandbox.control(method, route, body);
    const method = METHODS[spec.operation];
    assert.ok(method, `no method is known here for the operation ${spec.operation}`);
    const call = method(client, spec.params);
    const { answer, outcome, error, requests } = spec.expect;
    if (spec.operation === "receipt.settle" && answer !== undefined) {
      const settlement = await call;
      assert.deepEqual(Object.keys(settlement), ["outcome", "receipt"]);
      assert.equal(settlement.outcome, outcome);
      matches(answer, settlement.receipt, "receipt");
    } else if (spec.operation === "identity.confirm" && answer !== undefined) {
      samePerson(answer, await call);
    } else if (answer !== undefined) {
      const given = await call;
      matches(answer, given, "answer");
      assert.equal(given.meta.outcome, outcome ?? null);
    } else {
      const failure = await call.then(
        () => assert.fail("the call succeeded"),
        (reason) => reason,
      );
      assert.ok(failure instanceof BootpayError, failure?.stack);
      assert.equal(failure.kind, error.kind);
      assert.equal(failure.effect, error.effect);
      if ("reason" in error) assert.equal(failure.reason ?? null, error.reason);
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
    if (requests === undefined) {
      assert.ok(error, "expect.requests is missing");
      return;
    }
    const seen = await sandbox.requests();
    assert.equal(seen.length, requests.length, JSON.stringify(seen.map(({ path: route }) => route)));
    requests.forEach((request, at) => sameRequest(request, seen[at], `requests[${at}]`));
  });
}
