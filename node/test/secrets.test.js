"use strict";

// Keys, tokens and people appear in no text that ends up in a log.

const assert = require("node:assert/strict");
const path = require("node:path");
const { after, before, test } = require("node:test");
const util = require("node:util");
const v8 = require("node:v8");
const bootpay = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY, IDENTITY, PAYMENT } = require("./sandbox.js");
const { serve, nobody } = require("./origin.js");

const { BootpayClient } = bootpay;
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
    util.inspect(value, { showHidden: true, depth: 9 }),
    util.inspect(value, { showHidden: true, depth: 9, customInspect: false }),
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

const CARD = {
  orderId: "CANARY-order",
  pg: "nicepay",
  itemName: "CANARY-item",
  cardNo: "9430810000004569",
  cardPw: "73",
  expireYear: "29",
  expireMonth: "12",
  identifyNumber: "901004",
  userInfo: { username: PERSON.username, phone: PERSON.phone },
};

/** One genuine failure of every class, of a client that keeps its log, and of calls that carry everything secret. */
async function failureOfEach(t, log) {
  const failures = [];
  const failing = async (call) => {
    try {
      await call();
    } catch (error) {
      return failures.push(error);
    }
    assert.fail("the call succeeded");
  };
  const client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url, maxRetries: 0, log });
  await client.certificate(IDENTITY);
  await failing(() => client.setConfig(APPLICATION_ID, PRIVATE_KEY, "WRONG-KEY-CANARY"));
  await failing(() => client.requestSubscribeBillingKey({ ...CARD, cardPw: { pw: "CANARY-pw" } }));
  await failing(() => client.cancel({ receiptId: "CANARY-receipt", cancelId: "CANARY-cancel", name: PERSON.username }));
  await failing(() => client.verify(PAYMENT, { expectedPrice: 3000, expectedOrderId: "CANARY-order" }));
  const { token } = client.identity.begin({ purpose: "CANARY-purpose", session: "CANARY-session" });
  const options = { token, session: "CANARY-session", once: bootpay.once.memory() };
  await failing(() => client.identity.confirm(IDENTITY, options)); // the receipt is somebody else's
  for (const kind of ["html", "reset_after", "stall"]) {
    await sandbox.fault({ kind, times: 1 });
    await failing(() => client.requestSubscribeBillingKey(CARD, { timeout: 1000 }));
  }
  const from = { remoteAddress: "127.0.0.1" };
  await failing(() => client.webhook.verify(`receipt_id=r1&private_key=CANARY&name=${PERSON.username}`, from));
  const folder = path.dirname(require.resolve("bootpay-backend-nodejs/package.json"));
  const native = require(path.join(folder, "lib", "native.js"));
  const call = t.mock.method(native.Handle.prototype, "call", () => {
    throw new Error('{"kind":"internal","message":"on purpose","effect":"none"}');
  });
  await failing(() => client.requestSubscribeBillingKey(CARD));
  call.mock.restore();
  return failures;
}

test("no class of error, no cause, no copy of one and no record of the log shows anything", async (t) => {
  const records = [];
  const failures = await failureOfEach(t, (record) => records.push(record));
  const classes = Object.keys(bootpay).filter((name) => name.endsWith("Error") && name !== "BootpayError");
  assert.deepEqual(failures.map(({ name }) => name).sort(), classes.sort());
  const asking = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url });
  const { token } = (await asking.getAccessToken()).data; // the same: within 25 minutes there is no other
  const people = Object.values(PERSON).slice(1);
  const card = [CARD.cardNo, CARD.identifyNumber, CARD.itemName, "CANARY-pw"];
  const begun = ["CANARY-purpose", "CANARY-session"];
  const secrets = [PRIVATE_KEY, "WRONG-KEY-CANARY", token, ...people, ...card, ...begun];
  for (const failure of failures) {
    assertClean(failure, secrets);
    for (let cause = failure.cause; cause; cause = cause.cause) assertClean(cause, secrets);
    // what another thread, a queue or a file would get
    assertClean(structuredClone(failure), secrets);
    assertClean(v8.deserialize(v8.serialize(failure)), secrets);
  }
  assert.equal(records.length, 8, "a token, a certificate, a cancel, a receipt, a verification and three cards");
  const ids = [IDENTITY, PAYMENT, "CANARY", APPLICATION_ID];
  for (const record of records) assertClean(record, [...secrets, ...ids]);
});

test("a client, its webhooks, an event and the module show nothing, however they are printed or copied", async () => {
  const client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url });
  const { token } = (await client.getAccessToken()).data;
  const card = "9430810000004569";
  const event = client.webhook.parse(
    `receipt_id=r1&status=1&price=3000&name=${PERSON.username}&payment_data[card_no]=${card}&private_key=${PRIVATE_KEY}`,
  );
  assert.equal(event.fields.payment_data.card_no, card);
  bootpay.Bootpay.setConfig(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url });
  bootpay.Bootpay.$token = HAND_TOKEN;
  const shop = { name: "a service that holds them", client, event, nested: { webhook: client.webhook } };
  for (const value of [client, client.webhook, event, shop, bootpay, bootpay.Bootpay]) {
    assertClean(value, [PRIVATE_KEY, token, HAND_TOKEN, PERSON.username, card]);
  }
  for (const value of [client, client.webhook, event, shop]) {
    const secrets = [PRIVATE_KEY, token, PERSON.username, card];
    assertClean(structuredClone(value), secrets);
    assertClean(v8.deserialize(v8.serialize(value)), secrets);
    assertClean({ ...value }, secrets);
  }
});

test("a person who was verified is shown to whoever asks, and to nobody else", async () => {
  const client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url });
  const begun = client.identity.begin({ purpose: "본인인증", session: "CANARY-session" });
  const { receipt_id: _, ...fields } = PERSON;
  const made = { ...fields, order_id: begun.orderId };
  const { receipt_id: receiptId } = await sandbox.control("POST", "/sandbox/identities", made);
  const options = { token: begun.token, session: "CANARY-session", once: bootpay.once.memory() };
  const person = await client.identity.confirm(receiptId, options);
  const secrets = [...Object.values(fields), begun.token, "CANARY-session", PRIVATE_KEY];
  assert.deepEqual([person.name.reveal(), person.ci.reveal()], [PERSON.username, PERSON.unique]);
  const holder = { person, begun, identity: client.identity, values: [person.name, person.birth, person.phone, person.ci, person.di] };
  for (const value of [holder, ...holder.values, person, begun, client.identity, person.minimal("civil")]) {
    assertClean(value, secrets);
    assertClean(structuredClone(value), secrets);
    assertClean(v8.deserialize(v8.serialize(value)), secrets);
    assertClean({ ...value }, secrets);
  }
  const error = await client.identity.confirm(receiptId, options).catch((reason) => reason);
  assert.equal(error.reason, "used");
  assertClean(error, secrets);
});

test("a settlement shows nothing but its receipt, and its refusals show nothing", async () => {
  const client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url });
  const { data } = await client.getAccessToken();
  assertClean(await client.settleCancel({ receiptId: PAYMENT }), [PRIVATE_KEY, data.token]);
  for (const failure of [PERSON, { ...PERSON, effect: "unknown", operation: "billing.pay", cancelPrice: null }]) {
    const error = await client.settle(failure).catch((reason) => reason);
    assert.equal(error.name, "BootpayInvalidRequestError");
    assertClean(error, Object.values(PERSON));
  }
});
