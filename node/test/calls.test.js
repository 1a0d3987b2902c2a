"use strict";

// What the payment calls send, refuse and give back. Tests are named for the defects of the official packages that must
// not come back.

const assert = require("node:assert/strict");
const { execFile } = require("node:child_process");
const util = require("node:util");
const { after, before, beforeEach, test } = require("node:test");
const bootpay = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY, PAYMENT } = require("./sandbox.js");
const { serve } = require("./origin.js");

const { BANKCODE, BootpayClient, BootpayError, BootpayInvalidRequestError, BootpayMismatchError } = bootpay;

const TO_CANCEL = "5df6e8034f74b4002177e0bb"; // 3,000 won, half of them tax-free
const TO_SUBMIT = "5fffc0460c20b903e88a2d2c"; // status 2
const KEY = "5b025b33e13f33310ce560fb";
const CHARGE = { billingKey: KEY, itemName: "월 구독", price: 60_000, orderId: "charge-1" };
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
const LINK = { orderId: "link-1", itemName: "키보드", price: 1000 };
const YEAR_2100 = 4_102_444_800;

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

const refusal = (call) =>
  call.then(
    () => assert.fail("the call succeeded"),
    (reason) => reason,
  );

/** The bodies of the requests, but for tokens. */
async function bodies() {
  const seen = await sandbox.requests();
  return seen.filter(({ path }) => path !== "/request/token").map(({ body }) => JSON.parse(body));
}

function frozen(value) {
  if (value !== null && typeof value === "object") Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

test("A1, A5: every cancel has an id of its own, which is given back; the caller's is sent as it is", async () => {
  const one = await client.cancel({ receiptId: TO_CANCEL, price: 1100 });
  const two = await client.cancel({ receiptId: TO_CANCEL, price: 1200, taxFree: 1000 });
  const three = await client.cancel({ receiptId: TO_CANCEL, cancelId: "mine" });
  const ids = (await bodies()).map((body) => body.cancel_id);
  assert.deepEqual(
    [one, two, three].map(({ meta }) => meta.cancelId),
    ids,
  );
  assert.match(ids[0], /^[0-9a-f-]{36}$/);
  assert.equal(new Set(ids).size, 3);
  assert.equal(ids[2], "mine");
});

test("A1: a repeated cancel carries the same id", async () => {
  await sandbox.fault({ path: "/cancel", kind: "reset", times: 1 });
  const answer = await client.cancel({ receiptId: TO_CANCEL, price: 1200 }, { maxRetries: 2 });
  assert.equal(answer.meta.attempts, 2);
  const ids = (await bodies()).map((body) => body.cancel_id);
  assert.deepEqual(ids, [answer.meta.cancelId, answer.meta.cancelId]);
});

test("A1: an error gives the id of the cancel back", async () => {
  await sandbox.fault({ path: "/cancel", kind: "reset_after", times: 1 });
  const lost = await refusal(client.cancel({ receiptId: TO_CANCEL, price: 1200 }));
  assert.deepEqual([lost.effect, lost.receiptId], ["unknown", TO_CANCEL]);
  const [, { body }] = await sandbox.requests();
  const { cancel_id: sent } = JSON.parse(body);
  assert.deepEqual([lost.cancelId, lost.toJSON().cancelId], [sent, sent]);
});

test("A2: execute_at is made for the very call and is whole seconds", async () => {
  const now = Math.floor(Date.now() / 1000);
  await client.reserveSubscribeBilling(CHARGE);
  await client.reserveSubscribeBilling({ ...CHARGE, executeAt: YEAR_2100 + 0.75 });
  await client.reserveSubscribeBilling({ ...CHARGE, executeAt: new Date(YEAR_2100 * 1000 + 999) });
  const [fresh, ...given] = (await bodies()).map((body) => body.execute_at);
  assert.ok(Number.isInteger(fresh) && fresh >= now + 10, fresh);
  assert.deepEqual(given, [YEAR_2100, YEAR_2100]);
});

test("A3, A4: nested objects arrive whole", async () => {
  const receipt_id = "00000000000000000000ba4c";
  await sandbox.control("POST", "/sandbox/payments", { receipt_id, price: 5000, method: "vbank", status: 1 });
  const refund = { account: "110-1", accountholder: "홍길동", bankcode: BANKCODE.국민은행 };
  await client.cancel({ receiptId: receipt_id, refund });
  const userInfo = { id: 1, username: "홍길동", phone: "01000001234" };
  const items = [
    { itemName: "a", qty: 1, unique: "A", price: 500, cat1: "x" },
    { itemName: "b", qty: 2, unique: "B", price: 250 },
  ];
  await client.requestPayment({ ...LINK, userInfo, items, extra: { escrow: true, quota: [0, 2, 3] } });
  await client.sendSms({ receiveNumbers: ["01000001234", "01000005678"], message: "안녕하세요" });
  const [cancel, link, sms] = await bodies();
  assert.deepEqual(cancel.refund, refund);
  assert.deepEqual(link.user_info, { ...userInfo, id: "1" });
  assert.deepEqual(link.items, [
    { item_name: "a", qty: 1, unique: "A", price: 500, cat1: "x" },
    { item_name: "b", qty: 2, unique: "B", price: 250 },
  ]);
  assert.deepEqual(link.extra, { escrow: true, quota: [0, 2, 3] });
  assert.deepEqual(sms, { data: { rps: ["01000001234", "01000005678"], msg: "안녕하세요" } });
});

test("A6: a reservation sends items, quota, interest and extra", async () => {
  const items = [{ itemName: "a", qty: 1, unique: "A", price: 60_000 }];
  const more = { items, quota: 3, interest: 1, extra: { rawData: 1 }, feedbackUrl: "https://example.com/hook" };
  await client.reserveSubscribeBilling({ ...CHARGE, ...more, executeAt: YEAR_2100 });
  const [body] = await bodies();
  assert.deepEqual(body, {
    billing_key: KEY,
    item_name: "월 구독",
    price: 60_000,
    order_id: "charge-1",
    execute_at: YEAR_2100,
    scheduler_type: "oneshot",
    items: [{ item_name: "a", qty: 1, unique: "A", price: 60_000 }],
    quota: 3,
    interest: 1,
    extra: { raw_data: 1 },
    feedback_url: "https://example.com/hook",
  });
});

test("A8, A9, A15, A16, E3, E4: nothing is sent that the caller did not say", async () => {
  await client.cancel({ receiptId: TO_CANCEL, price: undefined, taxFree: null });
  await client.requestSubscribeBillingKey({
    ...CARD,
    userInfo: { username: "홍길동", gender: null },
    extra: undefined,
  });
  await client.requestSubscribeBillingPayment(CHARGE);
  await client.reserveSubscribeBilling(CHARGE);
  await client.requestUserToken({ userId: "member-1", gender: undefined });
  await client.requestPayment(LINK);
  await client.getUserWallets({ userId: "member-1" });
  await client.naverpayItemResponse({ a: null, b: { c: undefined, d: 0 } });
  const seen = (await sandbox.requests()).filter(({ path }) => path !== "/request/token");
  assert.equal(seen.at(-2).path, "/wallet?user_id=member-1");
  const fields = seen.map(({ body }) => (body ? Object.keys(JSON.parse(body)).sort() : null));
  const charged = ["billing_key", "item_name", "order_id", "price"];
  assert.deepEqual(fields, [
    ["cancel_id", "receipt_id"],
    [
      "card_no",
      "card_pw",
      "expire_month",
      "expire_year",
      "identify_number",
      "item_name",
      "order_id",
      "pg",
      "user_info",
    ],
    charged,
    [...charged, "execute_at", "scheduler_type"].sort(),
    ["user_id"],
    ["name", "order_id", "price"],
    null,
    ["b"],
  ]);
  assert.deepEqual(JSON.parse(seen[1].body).user_info, { username: "홍길동" });
  assert.deepEqual(JSON.parse(seen.at(-1).body), { b: { d: 0 } });
});

test("B2: an id in a query stays one value", async () => {
  await client.getUserWallets({ userId: "a&sandbox=true#", sandbox: false });
  assert.equal((await sandbox.routes()).at(-1), "GET /wallet?sandbox=false&user_id=a%26sandbox%3Dtrue%23");
});

test("B6: the keys are in the token request and nowhere else", async () => {
  await client.cancel({ receiptId: TO_CANCEL });
  await client.requestPayment(LINK);
  const [token, ...others] = await sandbox.requests();
  assert.ok(token.body.includes(APPLICATION_ID));
  for (const { body, headers } of others) assert.ok(!JSON.stringify([body, headers]).includes(APPLICATION_ID));
});

test("B8: every call carries the token, bare", async () => {
  await client.remoteLink({ item_name: "키보드" });
  const [, { headers }] = await sandbox.requests();
  assert.match(headers.authorization, /^[0-9a-f]{64}$/);
});

test("B3, B4, B5: a call writes nothing to the console", async () => {
  const program = `
    const { Bootpay } = require("bootpay-backend-nodejs");
    (async () => {
      await Bootpay.getAccessToken();
      await Bootpay.cancel({ receiptId: "${TO_CANCEL}" });
      await Bootpay.cancel({ receiptId: "${TO_CANCEL}" }).catch(() => {});
    })();
  `;
  const options = { cwd: __dirname, env: sandbox.environment };
  const { stdout, stderr } = await util.promisify(execFile)(process.execPath, ["-e", program], options);
  assert.deepEqual([stdout, stderr], ["", ""]);
});

test("D3: calls share a connection", async () => {
  const server = await serve({ receipt: { json: { status: 200, code: 0, data: {} } } });
  const other = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: server.url });
  for (let i = 0; i < 20; i++) await other.verify(PAYMENT);
  await server.stop();
  // not 1: a call may begin before the connection of the one before is back
  assert.ok(server.connections() < server.seen.length / 2, `${server.connections()} for ${server.seen.length}`);
});

test("D7: the caller's options are neither kept nor changed", async () => {
  const options = { baseUrl: sandbox.url, maxRetries: 0 };
  const own = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", options);
  assert.deepEqual(options, { baseUrl: sandbox.url, maxRetries: 0 });
  options.baseUrl = "http://127.0.0.1:1";
  assert.equal((await own.verify(PAYMENT, Object.freeze({ expectedPrice: 3000 }))).status, 200);
});

test("E1: names are mapped at every depth, whole acronyms at once, and the same everywhere", async () => {
  const userInfo = { userName: "홍길동", phone: "01000001234" };
  await client.requestSubscribeBillingKey({ ...CARD, userInfo, extra: { rawData: 1, subscribeTestPayment: true } });
  await client.requestSubscribeBillingPayment({ ...CHARGE, userInfo, extra: { rawData: 0 } });
  await client.requestUserToken({ userID: "member-1" });
  const extra = { sellerName: "가게", deep: { innerURL: [{ aB: 1 }] } };
  await client.requestPayment({ ...LINK, userInfo, extra, params: { camelCase: { stays: 1 } } });
  const [key, charge, token, link] = await bodies();
  const user_info = { username: "홍길동", phone: "01000001234" };
  assert.deepEqual([key.user_info, charge.user_info, link.user_info], [user_info, user_info, user_info]);
  assert.deepEqual([key.extra, charge.extra], [{ raw_data: 1, subscribe_test_payment: 1 }, { raw_data: 0 }]);
  assert.deepEqual(token, { user_id: "member-1" });
  assert.deepEqual(link.extra, { seller_name: "가게", deep: { inner_url: [{ a_b: 1 }] } });
  assert.equal(link.params, '{"camelCase":{"stays":1}}');
});

test("E1: the refund account may be spelt as its fields are meant", async () => {
  const receipt_id = "00000000000000000000ba4d";
  await sandbox.control("POST", "/sandbox/payments", { receipt_id, price: 5000, method: "vbank", status: 1 });
  await client.cancel({ receiptId: receipt_id, refund: { account: "1", accountHolder: "홍길동", bankCode: "004" } });
  assert.deepEqual((await bodies())[0].refund, { account: "1", accountholder: "홍길동", bankcode: "004" });
});

test("E2: returnUrl is sent", async () => {
  await client.requestPayment({ ...LINK, returnUrl: "https://example.com/done" });
  assert.equal((await bodies())[0].return_url, "https://example.com/done");
});

test("E5, E6: the caller's objects are left alone", async () => {
  const refund = { account: "1", accountholder: "h", bankcode: "004" };
  const free = { aB: { cD: [1, null, { eF: 1 }] }, sms_payload: { rps: ["01000001234"] } };
  for (const call of [
    () => client.cancel(frozen({ receiptId: TO_CANCEL, price: 1200 })),
    () => client.cancel(frozen({ receiptId: TO_CANCEL, refund })).catch(() => {}), // no virtual account
    () => client.requestSubscribeBillingKey(frozen({ ...CARD, userInfo: { userName: "h" }, extra: {} })),
    () => client.reserveSubscribeBilling(frozen({ ...CHARGE, executeAt: new Date(YEAR_2100 * 1000), items: [] })),
    () => client.requestPayment(frozen({ ...LINK, params: { aB: 1 } })),
    () => client.remoteLink(frozen(free)),
    () => client.remoteForm(frozen({ remoteForm: { n: "x", aB: 1 }, smsPayload: { rps: ["01000001234"] } })),
    () => client.sendSms(frozen({ receiveNumbers: ["01000001234"], message: "m" })),
  ]) {
    await call();
  }
  const sent = await bodies();
  assert.deepEqual(sent.at(-3), free);
  assert.deepEqual(sent.at(-2).remote_form, { n: "x", aB: 1 });
});

test("E7: the bank table is whole", () => {
  assert.equal(BANKCODE["국민은행"], "004");
  assert.equal(Object.keys(BANKCODE).length, 17);
  assert.ok(Object.values(BANKCODE).every((code) => /^\d{3}$/.test(code)));
  assert.ok(Object.isFrozen(BANKCODE));
});

test("snake_case is taken as well; one field in two spellings is refused", async () => {
  await client.cancel({ receipt_id: TO_CANCEL, cancel_id: "c-1", price: 1200, tax_free: 0, taxFree: undefined });
  assert.deepEqual(await bodies(), [{ receipt_id: TO_CANCEL, cancel_id: "c-1", price: 1200, tax_free: 0 }]);
  for (const [call, named] of [
    [() => client.cancel({ receiptId: PAYMENT, receipt_id: TO_CANCEL }), "as receiptId and as receipt_id"],
    [() => client.requestPayment({ ...LINK, name: "x" }), "as itemName and as name"],
    [
      () => client.requestPayment({ ...LINK, userInfo: { userName: "a", username: "b" } }),
      "user_info.username (userInfo.username) is given twice",
    ],
  ]) {
    const error = await refusal(call());
    assert.ok(error instanceof BootpayInvalidRequestError, error.stack);
    assert.ok(error.message.includes(named), error.message);
  }
});

// Its price is on the prototype, where Object.entries does not look: taken for absent, it would cancel everything.
class Part {
  receiptId = TO_CANCEL;
  get price() {
    return 1200;
  }
}

test("what cannot be right is refused by name, in both spellings, before anything is sent", async () => {
  const cyclic = {};
  cyclic.self = cyclic;
  const cancel = (more) => client.cancel({ receiptId: TO_CANCEL, ...more });
  const charge = (more) => client.requestSubscribeBillingPayment({ ...CHARGE, ...more });
  const reserve = (more) => client.reserveSubscribeBilling({ ...CHARGE, ...more });
  const link = (more) => client.requestPayment({ ...LINK, ...more });
  const refund = (more) => cancel({ refund: { account: "1", accountholder: "h", bankcode: "004", ...more } });
  const checks = [
    [() => client.cancel(), "the request must be an object, not undefined"],
    [() => client.cancel(TO_CANCEL), "the request must be an object, not a string"],
    [() => client.cancel([]), "the request must be an object, not an array"],
    [() => client.cancel({}), "missing field `receipt_id` (receiptId)"],
    [() => client.cancel({ receiptId: "" }), "receipt_id (receiptId) is empty"],
    [() => client.cancel(new Part()), "the request must be a plain object"],
    [
      () => client.cancel(Object.assign(Object.create({ price: 1200 }), { receiptId: TO_CANCEL })),
      "must be a plain object",
    ],
    [() => cancel({ refund: new Part() }), "refund must be a plain object"],
    [() => cancel({ price: Number.NaN }), "price must not be NaN"],
    [() => cancel({ price: Infinity }), "price must not be Infinity"],
    [() => cancel({ price: 0 }), "price must be more than 0"],
    [() => cancel({ price: -1 }), "price: expected a whole amount"],
    [() => cancel({ price: 1000.5 }), "price: expected a whole amount"],
    [() => cancel({ price: "test" }), "price: expected a whole amount"],
    [() => cancel({ price: () => 1 }), "price must not be a function"],
    [() => cancel({ price: new Number(5) }), "price must be a plain value"],
    [() => cancel({ price: { toJSON: () => null } }), "price has no value"],
    [() => cancel({ taxFree: 5 }), "price is missing: a tax_free (taxFree) part"],
    [() => cancel({ price: 2000, taxFree: 2001 }), "tax_free (taxFree) must not be more than price"],
    [() => cancel({ taxFree: Number.NaN }), "tax_free (taxFree) must not be NaN"],
    [() => cancel({ cancelId: " " }), "cancel_id (cancelId) must not be empty"],
    [() => cancel({ receptId: "x" }), "unknown field `recept_id` (receptId)"],
    [() => refund({ bankcode: "국민" }), "refund.bankcode must be three digits"],
    [() => refund({ account: undefined }), "missing field `account`"],
    [() => refund({ bank: "004" }), "unknown field `bank`"],
    [() => client.requestSubscribeBillingKey({ ...CARD, cardNo: undefined }), "missing field `card_no` (cardNo)"],
    [() => client.requestSubscribeBillingKey({ ...CARD, identifyNumber: "" }), "identify_number (identifyNumber)"],
    [() => charge({ billingKey: "" }), "billing_key (billingKey) must not be empty"],
    [() => charge({ price: undefined }), "missing field `price`"], // A10
    [() => charge({ price: 10.5 }), "price: expected a whole amount"],
    [() => charge({ taxFree: 60_001 }), "tax_free (taxFree) must not be more than price"],
    [() => charge({ quota: 1 }), "quota must be 0"],
    [() => charge({ quota: 13 }), "quota must be 0"],
    [() => charge({ price: 49_999, quota: 2 }), "quota must be 0 below 50,000 won"],
    [() => charge({ feedbackContentType: "xml" }), "feedback_content_type (feedbackContentType)"],
    [() => charge({ items: [{ itemName: "a" }] }), "items[0]: missing field `qty`"],
    [() => charge({ items: [undefined] }), "items[0] must not be undefined"],
    [() => charge({ extra: { rawDate: 1 } }), "rawDate)"],
    [() => reserve({ executeAt: 1_530_106_173 }), "execute_at (executeAt) must be in the future"],
    [() => reserve({ executeAt: new Date(0) }), "execute_at (executeAt) must be in the future"],
    [
      () => reserve({ executeAt: Date.now() + 10_000 }),
      "execute_at (executeAt) is too far away; is it in milliseconds? It must be in Unix seconds",
    ],
    [() => reserve({ executeAt: new Date("tomorrow") }), "execute_at (executeAt) is an invalid Date"],
    [() => reserve({ executeAt: "tomorrow" }), "execute_at (executeAt): expected a time in Unix seconds"],
    [() => reserve({ schedulerType: "daily" }), 'scheduler_type (schedulerType) must be "oneshot"'],
    [() => client.requestUserToken({ userId: "" }), "user_id (userId) must not be empty"],
    [() => client.requestUserToken({ userId: "m", gender: "male" }), "gender"],
    [() => link({ itemName: undefined }), "missing field `name` (itemName)"],
    [() => link({ itemName: " " }), "name (itemName) must not be empty"],
    [() => link({ orderId: "" }), "order_id (orderId) must not be empty"],
    [() => link({ taxFree: 1001 }), "tax_free (taxFree) must not be more than price"],
    [() => client.submit(undefined), "missing field `receipt_id` (receiptId)"],
    [() => client.submit(""), "receipt_id (receiptId)"],
    [() => client.destroySubscribeBillingKey("reserve"), 'billing_key (billingKey) must not be "reserve"'],
    [() => client.destroySubscribeBillingKey(null), "missing field `billing_key` (billingKey)"],
    [() => client.destroyReserveSubscribeBilling(`../${KEY}`), "reserve_id (reserveId) has '.'"], // B1
    [() => client.lookupBillingKey("a/b"), "receipt_id (receiptId) has '/'"], // B1
    [() => client.createWebhook({ receiptId: PAYMENT }), "missing field `webhook_url` (webhookUrl)"],
    [() => client.createWebhook({ receiptId: PAYMENT, webhookUrl: "" }), "webhook_url (webhookUrl) must not be empty"],
    [() => client.deliveryStart({ receiptId: "../x", deliveryNo: 1, deliveryCorp: "001" }), "receipt_id (receiptId)"],
    [() => client.deliveryStart({ receiptId: PAYMENT, deliveryNo: 1 }), "missing field `delivery_corp` (deliveryCorp)"],
    [() => client.getUserWallets({ userId: " " }), "user_id (userId) must not be empty"],
    [() => client.naverpayItemResponse([1]), "the request must be an object, not an array"],
    [() => client.updatePgResource({ a_b: Number.NaN }), "a_b must not be NaN"],
    [() => client.updatePgResource(cyclic), "contains itself"],
    [() => client.requestWalletPayment("x"), "the request must be an object"],
    [() => client.remoteLink(null), "the request must be an object, not null"],
    [() => client.remoteForm({}), "missing field `remote_form` (remoteForm)"],
    [() => client.sendSms({ receiveNumbers: [], message: "m" }), "data.rps (receiveNumbers) must name"],
    [() => client.sendSms({}), "missing field `rps` (receiveNumbers)"],
    [() => client.sendSms({ receiveNumbers: ["0"], message: "" }), "data.msg (message) must not be empty"],
    [() => client.sendLms({ receiveNumbers: ["0"], message: "m" }), "data.sj (subject) is missing"],
    [
      () => client.verify(PAYMENT, { expectedPrice: undefined }),
      "expectedPrice must be a string or a number, not undefined",
    ],
    [() => client.verify(PAYMENT, { expectedOrderId: null }), "expectedOrderId must be a string or a number, not null"],
    [
      () => client.verify(PAYMENT, { expectedPrice: Number.NaN }),
      "expectedPrice must be a string or a number, not NaN",
    ],
    [() => client.verify(PAYMENT, { expectedPrice: 0.5 }), "expected_price (expectedPrice): expected a whole amount"],
    [() => client.verify(PAYMENT, { expectPrice: 1 }), 'unknown option "expectPrice"'],
    [() => client.certificate(PAYMENT, { expectedPrice: 1 }), 'unknown option "expectedPrice"'],
    [() => client.cancel({ receiptId: TO_CANCEL }, { timout: 1 }), 'unknown option "timout"'],
  ];
  for (const [call, named] of checks) {
    const error = await refusal(call());
    assert.ok(error instanceof BootpayInvalidRequestError, error.stack);
    assert.deepEqual([error.kind, error.effect, error.attempts, error.status], ["invalid_request", "none", 0, null]);
    assert.ok(error.message.includes(named), `${named}\n${error.message}`);
    assert.match(error.stack.split("\n")[1], /calls\.test\.js/);
  }
  assert.deepEqual(await sandbox.requests(), []);
});

test("a refusal shows no card number, account or name", async () => {
  const error = await refusal(client.requestSubscribeBillingKey({ ...CARD, cardNo: ["9000200000001000"] }));
  assert.ok(!util.format("%s %o %j", error, error, error).includes("9000200000001000"), error.message);
  assert.match(error.message, /card_no \(cardNo\)/);
});

test("how the call went stands beside the answer, which is the server's", async () => {
  const answer = await client.cancel({ receiptId: TO_CANCEL, price: 1200 });
  const { meta } = answer;
  assert.deepEqual(Object.keys(meta).sort(), [
    "attempts",
    "cancelId",
    "durationMs",
    "operation",
    "outcome",
    "requestId",
    "status",
  ]);
  assert.deepEqual([meta.operation, meta.status, meta.attempts], ["payment.cancel", 200, 1]);
  const [, { headers }] = await sandbox.requests();
  assert.equal(meta.requestId, headers["x-request-id"]);
  assert.ok(Object.isFrozen(meta));
  assert.deepEqual(Object.keys(answer), ["status", "code", "message", "data"]);
  assert.deepEqual(answer, JSON.parse(JSON.stringify(answer)));
  assert.ok(!util.inspect(answer).includes("meta"));
  assert.equal((await client.verify(TO_CANCEL)).meta.cancelId, null);
  assert.equal((await client.getAccessToken()).meta.operation, "token.request");
});

test("verify without an expectation returns any receipt; with one it judges", async () => {
  assert.equal((await client.verify(TO_SUBMIT)).data.status, 2);
  const good = { expectedPrice: 3000, expectedOrderId: "1576461949" };
  assert.equal((await client.verify(PAYMENT, good)).data.status, 1);
  assert.equal((await client.verify(PAYMENT, { expectedPrice: 3000, expectedStatus: 1 })).status, 200);
  assert.equal((await client.verify(TO_SUBMIT, { expectedStatus: 2 })).data.status, 2);
  for (const [id, expectations, named] of [
    [PAYMENT, { expectedPrice: 2999 }, "price is 3000, expected 2999"],
    [PAYMENT, { expectedPrice: 0 }, "price is 3000, expected 0"],
    [PAYMENT, { ...good, expectedOrderId: "another" }, "order_id is another one"],
    [PAYMENT, { ...good, expectedOrderId: "" }, "order_id is another one"],
    [PAYMENT, { expectedStatus: 2 }, "status is 1, expected 2"],
    [TO_SUBMIT, { expectedPrice: 100 }, "status is 2, expected 1"],
  ]) {
    const error = await refusal(client.verify(id, expectations));
    assert.ok(error instanceof BootpayMismatchError && error instanceof BootpayError, error.stack);
    assert.deepEqual([error.kind, error.status, error.effect, error.receiptId], ["mismatch", 200, "none", id]);
    assert.ok(error.message.includes(named), error.message);
    assert.equal(error.data.receipt_id, id);
  }
  const routes = (await sandbox.routes()).slice(1);
  assert.ok(
    routes.every((route) => /^GET \/receipt\/[0-9a-f]{24}$/.test(route)),
    routes,
  );
});

test("the gateway's own refusal is the error's data", async () => {
  const key = "5ec37382dfea2e001a7f1e10";
  const more = { billingKey: key, price: 99, extra: { rawData: 1 } };
  const error = await refusal(client.requestSubscribeBillingPayment({ ...CHARGE, ...more }));
  assert.deepEqual([error.name, error.status, error.code], ["BootpayApiError", 500, -15006]);
  assert.equal(error.data.ResultCode, "3041");
});

test("deprecated calls stay callable and warn once each", async () => {
  const program = `
    const { Bootpay } = require("bootpay-backend-nodejs");
    const sms = { receiveNumbers: ["01000001234"], message: "m" };
    process.on("warning", ({ name, code }) => console.log(name, code));
    (async () => {
      for (let i = 0; i < 2; i++) {
        await Bootpay.remoteLink({});
        await Bootpay.remoteForm({ remoteForm: { n: "x" } });
        await Bootpay.sendSms(sms);
        await Bootpay.sendLms({ ...sms, subject: "s" });
      }
      await Bootpay.cancel({ receiptId: "${TO_CANCEL}" });
    })();
  `;
  const run = util.promisify(execFile);
  const { stdout } = await run(process.execPath, ["--no-warnings", "-e", program], {
    cwd: __dirname,
    env: sandbox.environment,
  });
  assert.deepEqual(stdout.trim().split("\n"), [
    "DeprecationWarning BOOTPAY_REMOTELINK",
    "DeprecationWarning BOOTPAY_REMOTEFORM",
    "DeprecationWarning BOOTPAY_SENDSMS",
    "DeprecationWarning BOOTPAY_SENDLMS",
  ]);
});

test("every method takes the settings of a call last", async () => {
  const reason = new Error("mine");
  const options = { signal: AbortSignal.abort(reason), timeout: 1000, deadline: 2000, maxRetries: 0 };
  const form = { remoteForm: {} };
  const sms = { receiveNumbers: ["01000001234"], message: "m", subject: "s" };
  const lost = { effect: "unknown", operation: "payment.cancel", receiptId: TO_CANCEL, cancelPrice: null };
  for (const call of [
    client.verify(PAYMENT, options),
    client.certificate(PAYMENT, options),
    client.cancel({ receiptId: TO_CANCEL }, options),
    client.settle(lost, { ...options, cancelledBefore: 0 }),
    client.settleCancel({ receiptId: TO_CANCEL }, options),
    client.submit(TO_SUBMIT, options),
    client.requestSubscribeBillingKey(CARD, options),
    client.lookupBillingKey(PAYMENT, options),
    client.destroySubscribeBillingKey(KEY, options),
    client.requestSubscribeBillingPayment(CHARGE, options),
    client.reserveSubscribeBilling(CHARGE, options),
    client.destroyReserveSubscribeBilling(KEY, options),
    client.requestUserToken({ userId: "m" }, options),
    client.requestPayment(LINK, options),
    client.createWebhook({ receiptId: PAYMENT, webhookUrl: "https://example.com" }, options),
    client.deliveryStart({ receiptId: PAYMENT, deliveryNo: "1", deliveryCorp: "001" }, options),
    client.naverpayItemResponse({}, options),
    client.updatePgResource({}, options),
    client.getUserWallets({ userId: "m" }, options),
    client.requestWalletPayment({}, options),
    client.remoteLink({}, options),
    client.remoteForm(form, options),
    client.sendSms(sms, options),
    client.sendLms(sms, options),
  ]) {
    await assert.rejects(call, (error) => error === reason);
  }
  assert.deepEqual(await sandbox.requests(), []);
});
