"use strict";

// Side by side with the official package: both make the same calls, and what the server gets and what the caller gets
// is compared. A difference must be in the call's list below, by where it shows and by the defect that explains it;
// one that is listed and does not show fails as well.

const assert = require("node:assert/strict");
const path = require("node:path");
const { after, before, test } = require("node:test");
const { BootpayClient } = require("bootpay-backend-nodejs");
const { Sandbox, REPOSITORY, APPLICATION_ID, PRIVATE_KEY, IDENTITY, PAYMENT } = require("./sandbox.js");
const { nobody, serve } = require("./origin.js");

const PEER = path.join(REPOSITORY, "build", "peer-node", "node_modules", "@bootpay", "server-rest-client");
const { RestClient: peer } = require(PEER);

/** Why something differs: rows of what is wrong with the official packages, and three choices of ours. */
const REASONS = {
  A5: "the official cancel sends no cancel_id",
  A6: "the official reservation sends its items as item_info and drops quota, interest and extra",
  B1: "the official package pastes ids into the path",
  C6: "the official package rejects with plain objects and texts",
  C7: "an answer without a token is a TypeError there",
  C8: "an unknown mode is stored there before it is refused",
  CERTIFICATE: "a payment's receipt, which says nothing about a person, is no certificate here",
  D4: "the official package sends no token that was not asked for",
  D5: "the official package is one instance for the process",
  D6: "setConfig keeps the other merchant's token there",
  D8: "the official package sends the old token with the token request",
  E1: "the official package maps some names, of some objects, at one level, and not acronyms",
  EMPTY: "the official package leaves out an empty extra; here it is sent as it is",
  PARAMS: "an object in params is sent as the JSON text that the field is documented to be",
  REFUSED: "what cannot be right is refused here before it is sent",
};

const TO_CANCEL = "5df6e8034f74b4002177e0bb";
const TO_SUBMIT = "5fffc0460c20b903e88a2d2c";
const KEY = "5b025b33e13f33310ce560fb";
const RESERVE_ID = "5b339133e13f3307f5764da7";
const CARD = {
  orderId: "registration-1",
  pg: "nicepay",
  itemName: "월 구독",
  cardNo: "9000200000001000",
  cardPw: "12",
  expireYear: "29",
  expireMonth: "12",
  identifyNumber: "901004",
};
const BUYER = { id: "1", username: "홍길동", email: "a@example.com", phone: "01000001234", gender: 1, area: "서울" };
const ITEMS = [{ itemName: "키보드", qty: 1, unique: "A", price: 60_000, cat1: "a" }];
const CHARGE = { billingKey: KEY, itemName: "월 구독", price: 60_000, orderId: "charge-1" };
const RESERVE = {
  ...CHARGE,
  taxFree: 0,
  schedulerType: "oneshot",
  executeAt: 4_102_444_800,
  feedbackUrl: "https://example.com/hook",
  feedbackContentType: "json",
};
const LINK = { orderId: "link-1", itemName: "키보드", price: 1000, taxFree: 0, params: "text" };
const VIRTUAL_ACCOUNT = "00000000000000000000ba4c";

/** What is called, with what; `differs` maps a place to the reason. Each starts from a fresh sandbox. */
const CALLS = [
  { method: "getAccessToken", arguments: [] },
  { method: "getAccessToken", title: "again", arguments: [], differs: { "request.authorization": "D8" } },
  { method: "getAccessToken", title: "wrong keys", key: "wrong", arguments: [], differs: { "reason.type": "C6" } },
  { method: "verify", arguments: [PAYMENT] },
  { method: "verify", title: "unknown", arguments: ["0".repeat(24)], differs: { "reason.type": "C6" } },
  { method: "verify", title: "without a token", tokenless: true, arguments: [PAYMENT], differs: everything("D4") },
  { method: "verify", title: "a path", arguments: ["../request/token?x=1"], differs: stopped("B1") },
  { method: "certificate", arguments: [IDENTITY] },
  { method: "certificate", title: "of a payment", arguments: [PAYMENT], differs: { outcome: "CERTIFICATE" } },
  { method: "certificate", title: "a path", arguments: ["../receipt/" + PAYMENT], differs: stopped("B1") },
  { method: "submit", arguments: [TO_SUBMIT] },
  { method: "submit", title: "not waiting", arguments: [PAYMENT], differs: { "reason.type": "C6" } },
  { method: "cancel", arguments: [{ receiptId: TO_CANCEL }], differs: { "request.body.cancel_id": "A5" } },
  {
    method: "cancel",
    title: "in part",
    arguments: [{ receiptId: TO_CANCEL, price: 1200, taxFree: 200, name: "홍길동", reason: "변심" }],
    differs: { "request.body.cancel_id": "A5" },
  },
  {
    method: "cancel",
    title: "with an id",
    arguments: [{ receiptId: TO_CANCEL, price: 1200, cancelId: "mine" }],
    differs: { "request.body.cancel_id": "A5" },
  },
  {
    method: "cancel",
    title: "of a virtual account",
    arguments: [{ receiptId: VIRTUAL_ACCOUNT, refund: { account: "110-1", accountholder: "홍길동", bankcode: "004" } }],
    differs: { "request.body.cancel_id": "A5" },
  },
  {
    method: "cancel",
    title: "of a virtual account, in camelCase",
    arguments: [{ receiptId: VIRTUAL_ACCOUNT, refund: { account: "110-1", accountHolder: "홍길동", bankCode: "004" } }],
    differs: {
      "request.body.cancel_id": "A5",
      "request.body.refund.accountHolder": "E1",
      "request.body.refund.accountholder": "E1",
      "request.body.refund.bankCode": "E1",
      "request.body.refund.bankcode": "E1",
      outcome: "E1",
    },
  },
  {
    method: "cancel",
    title: "too much",
    arguments: [{ receiptId: TO_CANCEL, price: 3001 }],
    differs: { "request.body.cancel_id": "A5", "reason.type": "C6" },
  },
  {
    method: "cancel",
    title: "not a number",
    arguments: [{ receiptId: TO_CANCEL, price: Number.NaN }],
    differs: stopped("REFUSED", "resolved"),
  },
  { method: "requestSubscribeBillingKey", arguments: [CARD] },
  {
    method: "requestSubscribeBillingKey",
    title: "with everything",
    arguments: [{ ...CARD, userInfo: BUYER, extra: { subscribeTestPayment: 0, rawData: 1 } }],
  },
  {
    method: "requestSubscribeBillingKey",
    title: "with a name in camelCase",
    arguments: [{ ...CARD, userInfo: { userName: "홍길동" } }],
    differs: { "request.body.user_info.userName": "E1", "request.body.user_info.username": "E1" },
  },
  {
    method: "requestSubscribeBillingKey",
    title: "a refused card",
    arguments: [{ ...CARD, cardNo: "9430810000000014", extra: { subscribeTestPayment: 0, rawData: 1 } }],
    differs: { "reason.type": "C6" },
  },
  { method: "destroySubscribeBillingKey", arguments: [KEY] },
  { method: "destroySubscribeBillingKey", title: "unknown", arguments: [PAYMENT], differs: { "reason.type": "C6" } },
  { method: "requestSubscribeBillingPayment", arguments: [CHARGE] },
  {
    method: "requestSubscribeBillingPayment",
    title: "with everything",
    arguments: [
      {
        ...CHARGE,
        taxFree: 100,
        quota: 3,
        interest: 0,
        userInfo: BUYER,
        items: ITEMS,
        feedbackUrl: "https://example.com/hook",
        feedbackContentType: "json",
      },
    ],
  },
  {
    method: "requestSubscribeBillingPayment",
    title: "with extra",
    arguments: [{ ...CHARGE, extra: { subscribeTestPayment: 0, rawData: 1 } }],
    differs: {
      "request.body.extra.rawData": "E1",
      "request.body.extra.raw_data": "E1",
      "request.body.extra.subscribeTestPayment": "E1",
      "request.body.extra.subscribe_test_payment": "E1",
    },
  },
  {
    method: "requestSubscribeBillingPayment",
    title: "the gateway's own words",
    arguments: [{ ...CHARGE, billingKey: "5ec37382dfea2e001a7f1e10", price: 99, extra: { rawData: 1 } }],
    differs: {
      "request.body.extra.rawData": "E1",
      "request.body.extra.raw_data": "E1",
      "reason.type": "C6",
      "reason.data": "E1",
    },
  },
  {
    method: "requestSubscribeBillingPayment",
    title: "one month",
    arguments: [{ ...CHARGE, quota: 1 }],
    differs: stopped("REFUSED"),
  },
  { method: "reserveSubscribeBilling", arguments: [RESERVE] },
  {
    method: "reserveSubscribeBilling",
    title: "with everything",
    arguments: [{ ...RESERVE, quota: 3, interest: 1, userInfo: BUYER, items: ITEMS, extra: { rawData: 1 } }],
    differs: {
      "request.body.item_info": "A6",
      "request.body.items": "A6",
      "request.body.quota": "A6",
      "request.body.interest": "A6",
      "request.body.extra": "A6",
    },
  },
  { method: "destroyReserveSubscribeBilling", arguments: [RESERVE_ID] },
  {
    method: "destroyReserveSubscribeBilling",
    title: "unknown",
    arguments: [PAYMENT],
    differs: { "reason.type": "C6" },
  },
  {
    method: "destroyReserveSubscribeBilling",
    title: "a path that deletes a key",
    arguments: [`../${KEY}`],
    differs: stopped("B1"),
  },
  { method: "requestUserToken", arguments: [{ userId: "member-1" }] },
  {
    method: "requestUserToken",
    title: "with everything",
    arguments: [
      { userId: "member-1", email: "a@example.com", name: "홍길동", gender: 0, birth: "901004", phone: "01000001234" },
    ],
  },
  { method: "requestPayment", arguments: [LINK] },
  {
    method: "requestPayment",
    title: "with everything",
    arguments: [
      {
        ...LINK,
        pg: "kcp",
        method: "card",
        methods: ["card", "phone"],
        userInfo: BUYER,
        items: [{ ...ITEMS[0], price: 1000 }],
        returnUrl: "https://example.com/done",
        extra: { sellerName: "가게", quota: [0, 2, 3], customFontColor: "#ffffff", escrow: true },
      },
    ],
  },
  {
    method: "requestPayment",
    title: "nested extra, an acronym",
    arguments: [{ ...LINK, extra: { offerURL: "x", inner: { deepName: 1 } } }],
    differs: {
      "request.body.extra.offer_u_r_l": "E1",
      "request.body.extra.offer_url": "E1",
      "request.body.extra.inner.deepName": "E1",
      "request.body.extra.inner.deep_name": "E1",
    },
  },
  {
    method: "requestPayment",
    title: "an object in params",
    arguments: [{ ...LINK, params: { a: 1 } }],
    differs: { "request.body.params": "PARAMS" },
  },
  {
    method: "requestPayment",
    title: "an empty extra",
    arguments: [{ ...LINK, extra: {} }],
    differs: { "request.body.extra": "EMPTY" },
  },
];

/** The request and what comes of it are altogether others. */
function everything(reason) {
  return { "request.authorization": reason, outcome: reason };
}

/** The official package sends it; here nothing leaves. */
function stopped(reason, theirs = "rejected") {
  const differs = { request: reason };
  if (theirs === "resolved") differs.outcome = reason;
  else for (const field of ["type", "status", "code", "message"]) differs[`reason.${field}`] = reason;
  return differs;
}

let sandbox;
before(async () => {
  sandbox = await Sandbox.start();
  // It has no setting for the address, and its requests name the host of the mode.
  peer.$http.interceptors.request.use((config) => {
    config.url = config.url.replace("https://api.bootpay.co.kr", baseUrl);
    return config;
  });
});
after(() => sandbox.stop());

let baseUrl; // where the official package goes
const ours = (url = sandbox.url, key = PRIVATE_KEY) =>
  new BootpayClient(APPLICATION_ID, key, "production", { baseUrl: url, maxRetries: 0 });
function theirs(url = sandbox.url, key = PRIVATE_KEY) {
  baseUrl = url;
  peer.$token = undefined;
  peer.setConfig(APPLICATION_ID, key, "production");
  return peer;
}

/** What the caller gets. Times, tokens and ids of what the call made are others in every answer: their kind is compared. */
async function outcomeOf(call) {
  try {
    return { outcome: "resolved", answer: timeless(await call) };
  } catch (reason) {
    const type = reason instanceof Error ? "Error" : typeof reason;
    return { outcome: "rejected", reason: { type, ...timeless(fieldsOf(reason)) } };
  }
}

const fieldsOf = ({ status, code, message, data }) => ({ status, code, message, data });

const ASKED_FOR = new Set(CALLS.flatMap((call) => JSON.stringify(call.arguments).match(/[0-9a-f]{24}/g) ?? []));

function timeless(value) {
  if (typeof value === "string") return value.replace(/[0-9a-f]{24}/g, (id) => (ASKED_FOR.has(id) ? id : "a new id"));
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(timeless);
  const isOther = (name) => /(_at|time)$/.test(name) || ["tid", "token"].includes(name);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, isOther(name) ? typeof field : timeless(field)]));
}

const withoutSuffix = (route) => route.replace(/\.json(?=$|\?)/, "");

/** A request as the server understands it: both spellings of a path, and fields as text. */
function understood(request, token) {
  if (request === undefined) return null;
  const { method, path: route, headers, body } = request;
  const fields = body.startsWith("{") ? texts(JSON.parse(body)) : body; // refused keys are not in the journal
  const { authorization = "none" } = headers;
  // no two tokens of the sandbox are the same
  const bare = authorization === token ? "the client's token, bare" : authorization;
  return { method, path: withoutSuffix(route), authorization: bare, body: fields };
}

function texts(value) {
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, texts(field)]));
  }
  return value === null ? null : String(value);
}

/** Where the two differ: the outermost place that one of them lacks, or the value. */
function differences(one, other, where = "") {
  const isObject = (value) => value !== null && typeof value === "object";
  if (!isObject(one) || !isObject(other)) return Object.is(one, other) ? [] : [where];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) => differences(one[name], other[name], where ? `${where}.${name}` : name));
}

async function observe(client, spec) {
  await sandbox.reset();
  const account = { receipt_id: VIRTUAL_ACCOUNT, price: 5000, method: "vbank", status: 1 };
  await sandbox.control("POST", "/sandbox/payments", account);
  const reservation = { reserve_id: RESERVE_ID, billing_key: KEY, execute_at: RESERVE.executeAt };
  await sandbox.control("POST", "/sandbox/reservations", reservation);
  const asks = spec.method === "getAccessToken" ? spec.title === "again" : !spec.tokenless;
  if (asks) await client.getAccessToken(); // as the documentation's examples do before every call
  const earlier = (await sandbox.requests()).length;
  const token = client.$token;
  const observed = await outcomeOf(client[spec.method](...spec.arguments));
  const requests = (await sandbox.requests()).slice(earlier);
  // a call without a token is two here, and the second is the one that was meant
  observed.request = understood(requests.at(-1), token);
  assert.ok(requests.length <= 1 || spec.tokenless, JSON.stringify(requests));
  return observed;
}

for (const spec of CALLS) {
  const { method, title, key, differs = {} } = spec;
  test(`${method}${title ? `, ${title}` : ""}`, async () => {
    const mine = await observe(ours(sandbox.url, key), spec);
    const official = await observe(theirs(sandbox.url, key), spec);
    let found = differences(mine, official);
    // where the one resolves and the other rejects, there is nothing more to compare in what came of it
    if (found.includes("outcome")) found = found.filter((place) => !/^(answer|reason)/.test(place));
    const shown = JSON.stringify({ mine, official }, null, 2);
    assert.deepEqual(found.sort(), Object.keys(differs).sort(), shown);
    for (const reason of Object.values(differs)) assert.ok(REASONS[reason], reason);
  });
}

test("every method that the official package has is called", () => {
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(peer));
  const methods = own.filter((name) => !["constructor", "getApiUrl", "setConfig"].includes(name));
  assert.deepEqual([...new Set(CALLS.map(({ method }) => method))].sort(), methods.sort());
});

test("nobody listens: the same numbers and words, but C6", async () => {
  const url = await nobody();
  const [mine, official] = [await outcomeOf(ours(url).verify(PAYMENT)), await outcomeOf(theirs(url).verify(PAYMENT))];
  assert.deepEqual(
    [mine.reason.status, mine.reason.code, official.reason.status, official.reason.code],
    [500, -100, 500, -100],
  );
  for (const { reason } of [mine, official]) assert.ok(reason.message.startsWith("통신오류가 발생하였습니다. "));
  assert.deepEqual([mine.reason.type, official.reason.type], ["Error", "object"]);
});

test("a proxy's page: C6, a text without a status", async () => {
  const server = await serve({ receipt: { status: 502, type: "text/html", json: "<html>" } });
  const calls = [ours(server.url).verify(PAYMENT), theirs(server.url).verify(PAYMENT)];
  const [mine, official] = await Promise.allSettled(calls);
  await server.stop();
  assert.equal(official.reason, "<html>");
  assert.deepEqual([mine.reason.name, mine.reason.status], ["BootpayDecodeError", 502]);
});

test("an answer without a token: C7", async () => {
  const server = await serve({ request: { json: { status: 200, code: 0 } } });
  await assert.rejects(theirs(server.url).getAccessToken(), TypeError);
  await assert.rejects(ours(server.url).getAccessToken(), { name: "BootpayDecodeError" });
  await server.stop();
});

test("setConfig: an unknown mode throws in both; C8, the official package has stored it", () => {
  const [mine, official] = [ours(), theirs()];
  assert.throws(() => mine.setConfig(APPLICATION_ID, PRIVATE_KEY, "prod"), Error);
  assert.throws(() => official.setConfig(APPLICATION_ID, PRIVATE_KEY, "prod"), Error);
  assert.deepEqual([mine.mode, official.mode], ["production", "prod"]);
  for (const client of [ours(), theirs()]) {
    client.setConfig(APPLICATION_ID, "k", "");
    assert.equal(client.mode, "production");
  }
});

test("setConfig: D6, the official package keeps the token of the merchant before", async () => {
  await sandbox.reset();
  const [mine, official] = [ours(), theirs()];
  for (const client of [mine, official]) {
    await client.getAccessToken();
    client.setConfig("5b8f6a4d396fa665fdc2b5eb", "k", "production");
  }
  assert.equal(mine.$token, undefined);
  assert.match(official.$token, /^[0-9a-f]{64}$/);
});

test("public attributes are the same", async () => {
  await sandbox.reset();
  for (const client of [ours(), theirs()]) {
    const { data } = await client.getAccessToken();
    assert.deepEqual(
      [client.applicationId, client.privateKey, client.mode, client.$token],
      [APPLICATION_ID, PRIVATE_KEY, "production", data.token],
    );
  }
});

test("every reason is one that a call or a test here names", () => {
  const inCalls = new Set(CALLS.flatMap(({ differs = {} }) => Object.values(differs)));
  const inTests = new Set(["C6", "C7", "C8", "D5", "D6"]);
  assert.deepEqual(
    Object.keys(REASONS).filter((reason) => !inCalls.has(reason) && !inTests.has(reason)),
    [],
  );
});
