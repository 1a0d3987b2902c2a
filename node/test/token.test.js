"use strict";

// Who gets the token, when, and which one is sent.

const assert = require("node:assert/strict");
const { after, before, beforeEach, test } = require("node:test");
const { BootpayApiError, BootpayClient, BootpayInvalidRequestError } = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY, IDENTITY } = require("./sandbox.js");
const { serve } = require("./origin.js");

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
  await Promise.all(Array.from({ length: 100 }, () => client.certificate(IDENTITY)));
  const routes = await sandbox.routes();
  assert.equal(routes.filter((route) => route === TOKEN).length, 1);
  assert.equal(routes.length, 101);
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

/** A server that issues a new token each time, made from the application id, and answers reads with `read`. */
function issuing(read, serverTime) {
  let issued = 0;
  return serve({
    request: ({ body }) => {
      const token = `${JSON.parse(body).application_id}-${++issued}`;
      return {
        json: { status: 200, code: 0, data: { token, server_time: serverTime, expired_at: serverTime + 1800 } },
      };
    },
    certificate: read,
  });
}

const NOW = Math.floor(Date.now() / 1000);
const GOOD = { json: { status: 200, code: 0, data: { certificate: {} } } };

test("a server that refuses every token is asked for one more, and not for ever", async (t) => {
  const refused = { status: 401, json: { status: 401, code: -1, message: "no" } };
  const server = await issuing(() => refused, NOW);
  t.after(() => server.stop());
  const other = new BootpayClient("a", "k", "", { baseUrl: server.url });
  await assert.rejects(other.certificate(IDENTITY), { name: "BootpayApiError", status: 401 });
  assert.deepEqual(
    server.seen.map(({ headers }) => headers.authorization),
    [undefined, "a-1", undefined, "a-2"],
  );
});

test("many calls that are refused together renew the token once", async () => {
  await client.certificate(IDENTITY);
  await sandbox.control("POST", "/sandbox/clock", { advance_s: 1900 });
  const answers = await Promise.all(Array.from({ length: 50 }, () => client.certificate(IDENTITY)));
  for (const { status } of answers) assert.equal(status, 200);
  assert.equal((await sandbox.routes()).filter((route) => route === TOKEN).length, 2);
});

test("a server whose clock is ten minutes off, either way, is not asked for a token more often", async () => {
  await sandbox.control("POST", "/sandbox/clock", { advance_s: 600 });
  for (let i = 0; i < 5; i++) await client.certificate(IDENTITY);
  assert.deepEqual(await sandbox.routes(), [TOKEN, READ, READ, READ, READ, READ]);
  // the sandbox's clock goes forward only
  for (const behind of [-600, 600, -40 * 60, 40 * 60]) {
    const server = await issuing(() => GOOD, NOW + behind);
    const other = new BootpayClient("a", "k", "", { baseUrl: server.url });
    for (let i = 0; i < 5; i++) await other.certificate(IDENTITY);
    await server.stop();
    assert.equal(server.seen.length, 6, `${behind} s`);
  }
});

test("two merchants at once: each call carries the token of its own", async (t) => {
  const server = await issuing(() => GOOD, NOW);
  t.after(() => server.stop());
  const merchants = ["a", "b"].map((id) => [id, new BootpayClient(id, "k", "", { baseUrl: server.url })]);
  const calls = Array.from({ length: 50 }, () => merchants.map(([id, merchant]) => merchant.certificate(id)));
  await Promise.all(calls.flat());
  const reads = server.seen.filter(({ method }) => method === "GET");
  assert.equal(reads.length, 100);
  for (const { path, headers } of reads) assert.equal(headers.authorization[0], path.at(-1));
  assert.equal(server.seen.length, 102);
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
