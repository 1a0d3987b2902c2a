"use strict";

// What callers of the official packages rely on, and their defects that must not come back.

const assert = require("node:assert/strict");
const util = require("node:util");
const { after, before, beforeEach, test } = require("node:test");
const bootpay = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY, IDENTITY, PAYMENT } = require("./sandbox.js");
const { nobody, serve } = require("./origin.js");

const { Bootpay, BootpayClient, BootpayConfigError, BootpayDecodeError, BootpayInvalidRequestError } = bootpay;

let sandbox;
before(async () => {
  sandbox = await Sandbox.start();
});
beforeEach(() => sandbox.reset());
after(() => sandbox.stop());

const client = (options = {}) =>
  new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "production", { baseUrl: sandbox.url, maxRetries: 0, ...options });

const refusal = (call) =>
  call.then(
    () => assert.fail("the call succeeded"),
    (reason) => reason,
  );

test("both official export names are one shared client", () => {
  assert.equal(bootpay.Bootpay, bootpay.RestClient);
  assert.ok(Bootpay instanceof BootpayClient);
});

test("the page's example runs as printed", async (t) => {
  process.env.BOOTPAY_BASE_URL = sandbox.url;
  t.after(() => delete process.env.BOOTPAY_BASE_URL);
  const printed = [];
  const console = { log: (value) => printed.push(value) };
  async function certificate() {
    const Bootpay = require("bootpay-backend-nodejs").Bootpay;
    Bootpay.setConfig("5b8f6a4d396fa665fdc2b5ea", "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=");
    let token = await Bootpay.getAccessToken();
    if (token.status === 200) {
      let response;
      try {
        response = await Bootpay.certificate("612df0250d681b001de61de6");
      } catch (e) {
        return console.log(e);
      }
      console.log(response);
    }
  }
  await certificate();
  assert.equal(printed[0].status, 200);
  assert.equal(printed[0].data.receipt_id, "612df0250d681b001de61de6");
});

test("answers are the server's whole JSON, keys unchanged", async () => {
  const bootpay = client();
  const token = await bootpay.getAccessToken();
  assert.deepEqual(Object.keys(token), ["status", "code", "message", "data"]);
  const receipt = await bootpay.verify(PAYMENT);
  assert.equal(receipt.data.payment_data.pm_a, "card_rebill_rest");
  const certificate = await bootpay.certificate(IDENTITY);
  assert.equal(typeof certificate.data.certificate.username, "string");
});

test("every mode of the official packages is known, and absent means production", () => {
  for (const mode of ["production", "development", "stage", "test", "sandbox"]) {
    assert.equal(new BootpayClient("a", "k", mode).mode, mode);
  }
  for (const mode of [undefined, null, ""]) assert.equal(new BootpayClient("a", "k", mode).mode, "production");
  assert.equal(new BootpayClient().mode, "production");
});

test("C8: setConfig checks before it stores", async () => {
  const bootpay = client();
  for (const [configure, named] of [
    [() => bootpay.setConfig("b", "k", "ehowlsla"), "unknown mode"],
    [() => bootpay.setConfig("", "k"), "application_id is missing"],
    [() => bootpay.setConfig("b", ""), "private_key is missing"],
    [() => bootpay.setConfig(12, "k"), "applicationId must be a string"],
    [() => bootpay.setConfig("b", "k", 1), "mode must be a string"],
    [() => bootpay.setConfig("b", "k", "", { baseUrl: "http://api.bootpay.co.kr" }), "must be https"],
    [() => bootpay.setConfig("b", "k", "", { baseUrl: new URL(sandbox.url) }), "baseUrl must be a string"],
    [() => bootpay.setConfig("b", "k", "", { timeout: 0 }), "timeout must be a whole number of milliseconds"],
    [() => bootpay.setConfig("b", "k", "", { deadline: "5s" }), "deadline must be a whole number"],
    [() => bootpay.setConfig("b", "k", "", { maxRetries: -1 }), "maxRetries must be a whole number"],
    [() => bootpay.setConfig("b", "k", "", { timout: 5 }), 'unknown option "timout": there are baseUrl, '],
    [() => bootpay.setConfig("b", "k", "", "fast"), "options must be an object"],
    [() => new BootpayClient("b", "k", "prod"), "unknown mode"],
  ]) {
    assert.throws(configure, (error) => {
      assert.ok(error instanceof BootpayConfigError, error.stack);
      assert.ok(error.message.includes(named), error.message);
      assert.match(error.stack.split("\n")[1], /dropin\.test\.js|new BootpayClient/);
      return true;
    });
  }
  assert.deepEqual(
    [bootpay.applicationId, bootpay.privateKey, bootpay.mode],
    [APPLICATION_ID, PRIVATE_KEY, "production"],
  );
  assert.equal((await bootpay.certificate(IDENTITY)).status, 200);
});

test("D6: another merchant gets neither the token of the first nor one set by hand", async () => {
  const bootpay = client();
  await bootpay.getAccessToken();
  bootpay.$token = "a".repeat(64);
  bootpay.setConfig(sandbox.application_id, sandbox.private_key, "", { baseUrl: sandbox.url, maxRetries: 0 });
  assert.equal(bootpay.$token, undefined);
  await sandbox.reset();
  await bootpay.certificate(IDENTITY);
  const seen = await sandbox.requests();
  assert.deepEqual(
    seen.map(({ path }) => path),
    ["/request/token", `/certificate/${IDENTITY}`],
  );
  assert.equal(JSON.parse(seen[0].body).application_id, sandbox.application_id);
});

test("a token that is on its way while the merchant changes is not kept", async () => {
  const bootpay = client();
  await sandbox.fault({ path: "/request/token", kind: "delay", delay_ms: 200, times: 1 });
  const first = bootpay.getAccessToken();
  bootpay.setConfig(sandbox.application_id, sandbox.private_key, "", { baseUrl: sandbox.url });
  assert.equal((await first).status, 200);
  assert.equal(bootpay.$token, undefined);
});

test("a token does not follow to another server", async () => {
  const other = await serve({ certificate: { json: { status: 200, code: 0, data: { certificate: {} } } } });
  const bootpay = client();
  bootpay.$token = "a".repeat(64);
  bootpay.setConfig(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: other.url });
  await bootpay.certificate(IDENTITY);
  await other.stop();
  assert.notEqual(other.seen.at(-1).headers.authorization, "a".repeat(64));
});

test("the same configuration again costs nothing, as when every request of a server sets it", async () => {
  const bootpay = client();
  for (let i = 0; i < 3; i++) {
    bootpay.setConfig(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url, maxRetries: 0 });
    await bootpay.certificate(IDENTITY);
  }
  const routes = await sandbox.routes();
  assert.equal(routes.filter((route) => route === "POST /request/token").length, 1, routes);
});

test("D5: two merchants live side by side", async () => {
  const [one, two] = [client(), new BootpayClient("5b8f6a4d396fa665fdc2b5eb", "k", "", { baseUrl: sandbox.url })];
  assert.equal((await one.certificate(IDENTITY)).status, 200);
  assert.equal((await refusal(two.certificate(IDENTITY))).status, 401);
  assert.equal((await one.certificate(IDENTITY)).status, 200);
});

test("D10: without setConfig the environment counts, as it is at the first call", async (t) => {
  const names = ["BOOTPAY_APPLICATION_ID", "BOOTPAY_PRIVATE_KEY", "BOOTPAY_MODE", "BOOTPAY_BASE_URL"];
  const clean = () => names.forEach((name) => delete process.env[name]);
  t.after(clean);
  clean();
  const bootpay = new BootpayClient();
  const error = await refusal(bootpay.certificate(IDENTITY));
  assert.ok(error instanceof BootpayConfigError, error.stack);
  assert.match(error.message, /application_id is missing: pass it or set BOOTPAY_APPLICATION_ID/);
  process.env.BOOTPAY_APPLICATION_ID = APPLICATION_ID;
  process.env.BOOTPAY_PRIVATE_KEY = PRIVATE_KEY;
  process.env.BOOTPAY_BASE_URL = sandbox.url;
  process.env.BOOTPAY_MODE = "stage";
  assert.equal((await bootpay.certificate(IDENTITY)).status, 200);
  assert.deepEqual([bootpay.mode, bootpay.applicationId], ["stage", APPLICATION_ID]);
  assert.equal(new BootpayClient("a", "k").mode, "stage", "an argument left out is the environment's");
  assert.equal(new BootpayClient("a", "k", "").mode, "production");
  process.env.BOOTPAY_MODE = "nowhere";
  assert.match((await refusal(new BootpayClient().verify(PAYMENT))).message, /unknown mode/);
});

test("C6: nothing throws synchronously, and every rejection is an Error", async () => {
  const bootpay = client();
  for (const start of [
    () => bootpay.certificate(),
    () => bootpay.verify(Symbol("id")),
    () => bootpay.certificate(12n),
    () => bootpay.certificate(IDENTITY, 5),
    () => bootpay.getAccessToken({ timeout: -1 }),
    () => bootpay.certificate(IDENTITY, { signal: {} }),
    () => bootpay.certificate(IDENTITY, { timout: 1 }),
  ]) {
    const error = await refusal(start());
    assert.ok(error instanceof BootpayInvalidRequestError, error.stack);
    assert.match(error.message, /^(token\.request|receipt\.get|certificate\.get): /);
    assert.match(error.stack.split("\n")[1], /dropin\.test\.js/);
  }
  assert.deepEqual(await sandbox.requests(), []);
});

test("B1: ids that could steer a request are refused before anything is sent", async () => {
  const bootpay = client();
  const malformed = [
    "",
    "  ",
    ".",
    "..",
    "../request/token?x=1",
    "a/b",
    "a%2Fb",
    "a?x=1",
    "a#b",
    "a\0b",
    "a\nb",
    "영수증",
    "x".repeat(10_000),
    "\ud800",
    "a\udc00b",
    null,
    undefined,
    12,
    Number.NaN,
    true,
    {},
    [IDENTITY],
    new String(IDENTITY),
    { toString: () => IDENTITY },
  ];
  for (const id of malformed) {
    for (const method of ["certificate", "verify"]) {
      const error = await refusal(bootpay[method](id));
      assert.ok(error instanceof BootpayInvalidRequestError, `${util.inspect(id)}: ${error.stack}`);
      assert.deepEqual([error.kind, error.effect, error.attempts], ["invalid_request", "none", 0]);
      assert.match(error.message, /receipt_id/);
      assert.ok(error.message.length < 250, error.message);
    }
  }
  assert.deepEqual(await sandbox.requests(), []);
});

test("D14: the user agent names the package and the runtime", async () => {
  await client().getAccessToken();
  const [{ headers }] = await sandbox.requests();
  const { version } = require("bootpay-backend-nodejs/package.json");
  const agent = `bootpay-node/${version} (node/${process.versions.node}; ${process.platform}-${process.arch}) `;
  assert.ok(headers["user-agent"].startsWith(agent), headers["user-agent"]);
});

test("C7: a token answer without a token is a decode error, not a TypeError", async () => {
  for (const json of [
    { status: 200, code: 0 },
    { status: 200, data: null },
    { status: 200, data: { token: "" } },
  ]) {
    const server = await serve({ request: { json } });
    const bootpay = client({ baseUrl: server.url });
    const error = await refusal(bootpay.getAccessToken());
    await server.stop();
    assert.ok(error instanceof BootpayDecodeError, error.stack);
    assert.deepEqual([error.status, error.operation, error.attempts], [200, "token.request", 1]);
    assert.match(error.stack.split("\n")[1], /dropin\.test\.js/);
    assert.equal(bootpay.$token, undefined);
  }
});

test("stacks begin where the method was called, awaited or not", async () => {
  const bootpay = client({ baseUrl: await nobody() });
  const awaited = await refusal(bootpay.certificate(IDENTITY));
  const chained = await new Promise((resolve) => {
    bootpay.verify(IDENTITY).then(null, resolve);
  });
  for (const error of [awaited, chained]) {
    const [head, frame] = error.stack.split("\n");
    assert.equal(head, `BootpayConnectionError: ${error.message}`);
    assert.match(frame, /dropin\.test\.js/);
  }
});

test("a spy on a method does not take the stack away", async (t) => {
  const bootpay = client({ baseUrl: await nobody() });
  t.mock.method(BootpayClient.prototype, "certificate");
  assert.match((await refusal(bootpay.certificate(IDENTITY))).stack, /dropin\.test\.js/);
});
