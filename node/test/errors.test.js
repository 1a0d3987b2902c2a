"use strict";

// What a caller gets when the server is gone, silent, broken or says no.

const assert = require("node:assert/strict");
const util = require("node:util");
const { after, before, beforeEach, test } = require("node:test");
const bootpay = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY, IDENTITY, REPOSITORY } = require("./sandbox.js");
const { serve, nobody } = require("./origin.js");

const { BootpayClient, BootpayError } = bootpay;
const ROUTE = `/certificate/${IDENTITY}`;

let sandbox;
before(async () => {
  sandbox = await Sandbox.start();
});
beforeEach(() => sandbox.reset());
after(() => sandbox.stop());

const client = (options = {}) =>
  new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url, maxRetries: 0, ...options });

const refusal = (call) =>
  call.then(
    () => assert.fail("the call succeeded"),
    (reason) => reason,
  );

function check(error, name, fields) {
  assert.equal(error.name, name, error.stack);
  assert.ok(error instanceof bootpay[name] && error instanceof BootpayError && error instanceof Error);
  for (const [field, value] of Object.entries(fields)) assert.equal(error[field], value, field);
  assert.equal(error.operation, "certificate.get");
  assert.match(error.requestId, /^[0-9a-f-]{36}$/);
}

const NO_ANSWER = { status: 500, code: -100, effect: "none" };

test("every class derives from the base, and a timeout is a failed connection", () => {
  const names = Object.keys(bootpay).filter((name) => name.endsWith("Error"));
  assert.deepEqual(names.length, 11);
  for (const name of names) {
    const error = new bootpay[name]("why", { kind: "api" });
    assert.ok(error instanceof BootpayError && error instanceof Error, name);
    assert.equal(error.name, name);
    assert.equal(String(error), `${name}: why`);
  }
  assert.ok(new bootpay.BootpayTimeoutError("") instanceof bootpay.BootpayConnectionError);
});

test("C13: nobody listens", async () => {
  const error = await refusal(client({ baseUrl: await nobody() }).certificate(IDENTITY));
  check(error, "BootpayConnectionError", { ...NO_ANSWER, kind: "connection" });
  assert.ok(error.message.startsWith("통신오류가 발생하였습니다. "), error.message);
  // what lies beneath is the chain of causes, outermost first
  const chain = [];
  for (let cause = error.cause; cause; cause = cause.cause) chain.push(cause.message);
  assert.deepEqual(chain, error.causes);
  assert.match(chain.at(-1), /refused/i);
});

test("D1: the server is silent: the deadline, or the time of one attempt", async () => {
  await sandbox.fault({ path: ROUTE, kind: "stall" });
  for (const [options, named] of [
    [{ deadline: 300 }, "(the deadline)"],
    [{ timeout: 300 }, "(the attempt timeout)"],
  ]) {
    for (const [silent, given] of [
      [client(), options],
      [client(options), {}],
    ]) {
      silent.$token = "0".repeat(64); // so that no token request takes a part of the time
      const error = await refusal(silent.certificate(IDENTITY, given));
      check(error, "BootpayTimeoutError", { ...NO_ANSWER, kind: "timeout", attempts: 1 });
      assert.ok(error.message.includes(named), error.message);
    }
  }
});

test("the connection breaks", async () => {
  for (const kind of ["reset", "reset_after", "truncate"]) {
    await sandbox.reset();
    await sandbox.fault({ path: ROUTE, kind });
    const error = await refusal(client().certificate(IDENTITY));
    check(error, "BootpayConnectionError", { ...NO_ANSWER, kind: "connection", attempts: 1 });
  }
});

test("a read is repeated as often as it may be, and then succeeds", async () => {
  await sandbox.fault({ path: ROUTE, kind: "reset", times: 1 });
  assert.equal((await client().certificate(IDENTITY, { maxRetries: 1 })).status, 200);
  await sandbox.fault({ path: ROUTE, kind: "reset" });
  assert.equal((await refusal(client({ maxRetries: 1 }).certificate(IDENTITY))).attempts, 2);
});

test("C1: a proxy answers with its page", async () => {
  for (const status of [502, 200]) {
    await sandbox.reset();
    await sandbox.fault({ path: ROUTE, kind: "html", status });
    const error = await refusal(client().certificate(IDENTITY));
    check(error, "BootpayDecodeError", { kind: "decode", status, code: null, effect: "none" });
    assert.match(error.body, /<html/i);
    assert.equal(error.data, undefined);
  }
});

test("JSON that is not the API's", async () => {
  for (const json of ["[1,2]", '"text"', "null", "{", '{"status":[200]}']) {
    const server = await serve({ certificate: { json } });
    const error = await refusal(client({ baseUrl: server.url }).certificate(IDENTITY));
    await server.stop();
    check(error, "BootpayDecodeError", { kind: "decode", status: 200 });
    assert.equal(error.body, json);
  }
});

test("the server says no: its own words, its numbers, its data", async () => {
  const json = { status: 404, code: -20001, message: "영수증이 없습니다.", data: { hint: "CANARY" } };
  const server = await serve({ certificate: { status: 404, json } });
  const error = await refusal(client({ baseUrl: server.url }).certificate(IDENTITY));
  await server.stop();
  check(error, "BootpayApiError", {
    kind: "api",
    status: 404,
    code: -20001,
    message: "영수증이 없습니다.",
    attempts: 1,
  });
  assert.deepEqual(error.data, { hint: "CANARY" });
  assert.deepEqual(JSON.parse(error.body), json);
});

test("C12: the envelope says no although HTTP says yes", async () => {
  const server = await serve({ certificate: { json: { status: 422, code: -7, message: "안 됩니다" } } });
  const error = await refusal(client({ baseUrl: server.url }).certificate(IDENTITY));
  await server.stop();
  check(error, "BootpayApiError", { status: 422, code: -7, message: "안 됩니다" });
});

test("a code that is a word stays one", async () => {
  const server = await serve({ certificate: { status: 404, json: { status: 404, code: "RC_NOT_FOUND", message: "no" } } });
  const error = await refusal(client({ baseUrl: server.url }).certificate(IDENTITY));
  await server.stop();
  check(error, "BootpayApiError", { status: 404, code: "RC_NOT_FOUND", message: "no", effect: "none" });
  assert.equal(JSON.parse(JSON.stringify(error)).code, "RC_NOT_FOUND");
});

test("the server says no and gives no reason", async () => {
  const server = await serve({ certificate: { status: 500, json: { status: 500, code: -1 } } });
  const error = await refusal(client({ baseUrl: server.url }).certificate(IDENTITY));
  await server.stop();
  check(error, "BootpayApiError", { status: 500, code: -1 });
  assert.match(error.message, /^certificate\.get: HTTP 500, code -1/);
});

test("wrong keys", async () => {
  const wrong = new BootpayClient(APPLICATION_ID, "wrong", "", { baseUrl: sandbox.url });
  for (const call of [() => wrong.getAccessToken(), () => wrong.certificate(IDENTITY)]) {
    const error = await refusal(call());
    assert.ok(error instanceof bootpay.BootpayApiError, error.stack);
    assert.deepEqual([error.status, error.effect], [401, "none"]);
    assert.match(error.message, /private_key/);
  }
});

test("what is shown of an error, and what only those get who ask", async () => {
  const error = await refusal(client().certificate("0".repeat(24)));
  assert.deepEqual(Object.keys(error), [
    "name",
    "kind",
    "status",
    "code",
    "operation",
    "effect",
    "attempts",
    "requestId",
    "receiptId",
    "cancelId",
    "cancelPrice",
  ]);
  assert.deepEqual(Object.keys(error.toJSON()).sort(), [...Object.keys(error), "message"].sort());
  assert.deepEqual(JSON.parse(JSON.stringify(error)), error.toJSON());
  assert.equal(typeof error.body, "string");
  const shown = util.inspect(error, { showHidden: true, depth: 9, getters: false });
  assert.ok(!shown.includes(error.body), shown);
});

test("a defect in the native half is an internal error, of a call that may have begun, and the process lives", async (t) => {
  const path = require("node:path");
  const lib = path.join(path.dirname(require.resolve("bootpay-backend-nodejs/package.json")), "lib");
  const native = require(path.join(lib, "native.js"));
  assert.ok(!lib.startsWith(path.join(REPOSITORY, "node")), "the installed package, not the source tree");
  const broken = client();
  const thrown = () => {
    throw new Error("on purpose");
  };
  for (const [call, effect] of [
    [() => broken.cancel({ receiptId: IDENTITY }), "unknown"],
    [() => broken.certificate(IDENTITY), "none"],
  ]) {
    const mock = t.mock.method(native.Handle.prototype, "call", thrown);
    const error = await refusal(call());
    mock.mock.restore();
    assert.deepEqual([error.name, error.effect], ["BootpayInternalError", effect]);
  }
  for (const defect of [
    thrown,
    () => Promise.resolve({ ok: false, meta: '{"kind":"internal","message":"on purpose","effect":"none"}' }),
  ]) {
    const call = t.mock.method(native.Handle.prototype, "call", defect);
    const error = await refusal(broken.certificate(IDENTITY));
    call.mock.restore();
    assert.ok(error instanceof bootpay.BootpayInternalError, error.stack);
    assert.equal(error.kind, "internal");
    assert.match(error.message, /on purpose/);
  }
  assert.equal((await broken.certificate(IDENTITY)).status, 200);
});
