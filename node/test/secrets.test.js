"use strict";

// Keys, tokens and people appear in no text that ends up in a log.

const assert = require("node:assert/strict");
const util = require("node:util");
const { after, before, test } = require("node:test");
const { BootpayClient } = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY, IDENTITY } = require("./sandbox.js");
const { serve, nobody } = require("./origin.js");

const ROUTE = `/certificate/${IDENTITY}`;
const PERSON = {
  receipt_id: IDENTITY,
  username: "카나리아이름",
  phone: "01099998888",
  birth: "1999-09-09",
  unique: "SANDBOX+CANARY+CI/" + "C".repeat(70),
  di: "SANDBOX+CANARY+DI/" + "D".repeat(46),
};
const HAND_TOKEN = "c0ffee".repeat(10) + "beef";

let sandbox;
before(async () => {
  sandbox = await Sandbox.start();
  await sandbox.control("POST", "/sandbox/identities", PERSON);
});
after(() => sandbox.stop());

/** Every text that a program commonly makes of a value. */
function texts(value) {
  return [
    String(value),
    util.inspect(value),
    util.inspect(value, { showHidden: true, depth: 20, getters: true }).replaceAll(value.body ?? "\0", ""),
    util.format("%s %o %O %j", value, value, value, value).replaceAll(value.body ?? "\0", ""),
    JSON.stringify(value) ?? "",
    JSON.stringify({ value }),
    value.stack ?? "",
    value.message ?? "",
  ].join("\n");
}

function assertClean(value, secrets) {
  const text = texts(value);
  for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} is in\n${text}`);
}

test("the certificate holds the canaries, so their absence elsewhere means something", async () => {
  const client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url });
  const { certificate } = (await client.certificate(IDENTITY)).data;
  assert.equal(certificate.username, PERSON.username);
  assert.equal(certificate.unique, PERSON.unique);
});

test("a client shows its mode and where it talks to, and nothing else", async () => {
  const client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url });
  assert.equal(JSON.stringify(new BootpayClient()), '{"mode":"production","baseUrl":null}');
  const { data } = await client.getAccessToken();
  client.$token = HAND_TOKEN;
  assertClean(client, [PRIVATE_KEY, data.token, HAND_TOKEN, APPLICATION_ID]);
  assert.equal(util.inspect(client), `BootpayClient { mode: 'production', baseUrl: '${sandbox.url}' }`);
  assert.equal(JSON.stringify(client), `{"mode":"production","baseUrl":"${sandbox.url}"}`);
  assert.deepEqual(Object.keys(client), []);
  assert.deepEqual({ ...client }, {});
});

test("no error shows a key, a token or a person", async () => {
  const secrets = [PRIVATE_KEY, HAND_TOKEN, "WRONG-KEY-CANARY", ...Object.values(PERSON).slice(1)];
  const failures = [];
  const collect = (call) =>
    call.then(
      () => assert.fail("the call succeeded"),
      (error) => failures.push(error),
    );
  const at = (baseUrl, key = PRIVATE_KEY) => {
    const client = new BootpayClient(APPLICATION_ID, key, "", { baseUrl, maxRetries: 0, deadline: 2000 });
    return client;
  };
  for (const fault of [
    { kind: "reset" },
    { kind: "truncate" },
    { kind: "html" },
    { kind: "status", status: 500 },
    { kind: "stall" },
  ]) {
    await sandbox.fault({ path: ROUTE, ...fault });
    await collect(at(sandbox.url).certificate(IDENTITY, { timeout: 300 }));
    await sandbox.control("DELETE", "/sandbox/faults");
  }
  await collect(at(await nobody()).certificate(IDENTITY));
  await collect(at(sandbox.url, "WRONG-KEY-CANARY").certificate(IDENTITY));
  const byHand = at(sandbox.url);
  byHand.$token = HAND_TOKEN;
  await collect(byHand.certificate(IDENTITY));
  await collect(byHand.certificate(PERSON.username));
  await collect(byHand.certificate({ phone: PERSON.phone }));
  assert.equal(failures.length, 10);
  for (const failure of failures) assertClean(failure, secrets);
});

test("a bad configuration does not show the key", () => {
  for (const [key, mode, options] of [
    ["WRONG-KEY-CANARY", "prod", {}],
    ["WRONG-KEY-CANARY\n", "", {}],
    ["WRONG-KEY-CANARY", "", { baseUrl: "https://user:WRONG-KEY-CANARY@host" }],
    [{ key: "WRONG-KEY-CANARY" }, "", {}],
  ]) {
    assert.throws(
      () => new BootpayClient(APPLICATION_ID, key, mode, options),
      (error) => {
        assertClean(error, ["WRONG-KEY-CANARY"]);
        return true;
      },
    );
  }
});

test("a server that repeats keys, tokens and people in its refusal", async () => {
  const json = {
    status: 401,
    code: -1,
    message: `refused: ${HAND_TOKEN} ${PRIVATE_KEY}`,
    data: { username: PERSON.username, token: HAND_TOKEN },
  };
  const server = await serve({ certificate: { status: 401, json } });
  const client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: server.url });
  client.$token = HAND_TOKEN;
  const error = await client.certificate(IDENTITY).catch((reason) => reason);
  await server.stop();
  assert.equal(error.name, "BootpayApiError");
  assert.equal(error.data.username, PERSON.username, "asking for it gives it");
  for (const text of [
    String(error),
    error.message,
    error.stack,
    JSON.stringify(error),
    util.inspect(error),
    util.inspect(error, { showHidden: true, depth: 20 }),
    util.format("%s %o %O %j", error, error, error, error),
  ]) {
    for (const secret of [HAND_TOKEN, PRIVATE_KEY, PERSON.username]) assert.ok(!text.includes(secret), text);
  }
});
