"use strict";

// Who gets the token, when, and which one is sent.

const assert = require("node:assert/strict");
const { after, before, beforeEach, test } = require("node:test");
const { BootpayApiError, BootpayClient, BootpayInvalidRequestError } = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY, IDENTITY } = require("./sandbox.js");

let sandbox;
let client;
before(async () => {
  sandbox = await Sandbox.start();
});
beforeEach(async () => {
  await sandbox.reset();
  client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url, maxRetries: 0 });
});
after(() => sandbox.stop());

const TOKEN = "POST /request/token";
const READ = `GET /certificate/${IDENTITY}`;

const authorizations = async () =>
  (await sandbox.requests()).filter(({ method }) => method === "GET").map(({ headers }) => headers.authorization);

test("D4, D8: calls get their token by themselves, one for all", async () => {
  assert.equal(client.$token, undefined);
  await Promise.all(Array.from({ length: 20 }, () => client.certificate(IDENTITY)));
  const routes = await sandbox.routes();
  assert.equal(routes.filter((route) => route === TOKEN).length, 1);
  assert.equal(routes.length, 21);
  assert.equal(client.$token, undefined, "only the explicit call shows its token");
});

test("getAccessToken always asks, and shows its token", async () => {
  const first = await client.getAccessToken();
  await client.getAccessToken();
  assert.deepEqual(await sandbox.routes(), [TOKEN, TOKEN]);
  assert.equal(client.$token, first.data.token);
  await client.certificate(IDENTITY);
  assert.deepEqual(await authorizations(), [first.data.token], "and other calls use it, bare");
});

test("an expired token is renewed once", async () => {
  await client.certificate(IDENTITY);
  await sandbox.control("POST", "/sandbox/clock", { advance_s: 1900 });
  assert.equal((await client.certificate(IDENTITY)).status, 200);
  assert.deepEqual(await sandbox.routes(), [TOKEN, READ, READ, TOKEN, READ]);
});

test("a 401 that is not about the token is not tried again with the same one", async () => {
  await client.certificate(IDENTITY);
  await sandbox.fault({ path: READ.slice(4), kind: "status", status: 401 });
  await assert.rejects(client.certificate(IDENTITY), { name: "BootpayApiError", status: 401 });
  assert.deepEqual(await sandbox.routes(), [TOKEN, READ, READ, TOKEN]);
});

test("a token set by hand is sent as it is and is never renewed", async () => {
  const { data } = await client.getAccessToken();
  await sandbox.control("POST", "/sandbox/clock", { advance_s: 1900 });
  client.$token = data.token;
  await assert.rejects(
    client.certificate(IDENTITY),
    (error) => error instanceof BootpayApiError && error.status === 401,
  );
  assert.deepEqual(await sandbox.routes(), [TOKEN, READ]);
  assert.equal(client.$token, data.token);
});

test("null, undefined and nothing go back to the automatic token", async () => {
  for (const none of [null, undefined, ""]) {
    client.$token = "0".repeat(64);
    assert.equal(client.$token, "0".repeat(64));
    await assert.rejects(client.certificate(IDENTITY));
    client.$token = none;
    assert.equal(client.$token, undefined);
    assert.equal((await client.certificate(IDENTITY)).status, 200);
  }
});

test("a successful getAccessToken ends a token set by hand; a failed one does not", async () => {
  client.$token = "0".repeat(64);
  await sandbox.fault({ path: "/request/token", kind: "status", status: 500, times: 1 });
  await assert.rejects(client.getAccessToken(), { status: 500 });
  assert.equal(client.$token, "0".repeat(64));
  const { data } = await client.getAccessToken();
  assert.equal(client.$token, data.token);
  assert.equal((await client.certificate(IDENTITY)).status, 200);
});

test("a token that is no text is refused at once", () => {
  for (const token of [5, {}, Symbol("t")]) {
    assert.throws(() => (client.$token = token), BootpayInvalidRequestError);
  }
  assert.equal(client.$token, undefined);
});

test("a token that cannot be a header is an error, not a crash", async () => {
  for (const token of ["a\r\nx: y", "한글\0", "\ud800"]) {
    client.$token = token;
    await assert.rejects(
      client.certificate(IDENTITY),
      (error) => error.name.startsWith("Bootpay") && !error.stack.includes("x: y"),
    );
  }
  assert.deepEqual(await sandbox.requests(), []);
});
