"use strict";

// Whole flows against the sandbox, which remembers.

const assert = require("node:assert/strict");
const { after, before, beforeEach, test } = require("node:test");
const { BANKCODE, Bank, BootpayApiError, BootpayClient, Gateway, Method, ReceiptStatus } = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY } = require("./sandbox.js");

const TO_CANCEL = "5df6e8034f74b4002177e0bb"; // 3,000 won
const TO_SUBMIT = "5fffc0460c20b903e88a2d2c"; // status 2
const TO_DEPOSIT = "5fffad430c20b903e88a2d17"; // a virtual account without its deposit

let sandbox;
let client;
before(async () => {
  sandbox = await Sandbox.start();
});
beforeEach(async () => {
  await sandbox.reset();
  client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url });
});
after(() => sandbox.stop());

const refusal = (call) =>
  call.then(
    () => assert.fail("the call succeeded"),
    (reason) => reason,
  );

test("cancel in parts: each is another one, and one id cancels once", async () => {
  const receiptId = "00000000000000000000ca01";
  const payment = { receipt_id: receiptId, price: 10_000, tax_free: 1000, pg: "inicis", status: 1 };
  await sandbox.control("POST", "/sandbox/payments", payment);
  const first = await client.cancel({ receiptId, price: 2000, taxFree: 500 });
  assert.deepEqual([first.data.remain_price, first.data.cancelled_tax_free], [8000, 500]);
  const second = await client.cancel({ receiptId, price: 2000, cancelId: "second" });
  assert.equal(second.data.remain_price, 6000);
  assert.notEqual(first.meta.cancelId, second.meta.cancelId);
  for (const cancelId of [first.meta.cancelId, "second"]) {
    const blocked = await refusal(client.cancel({ receiptId, price: 2000, cancelId }));
    assert.ok(blocked instanceof BootpayApiError, blocked.stack);
    assert.deepEqual([blocked.effect, blocked.cancelId, blocked.receiptId], ["none", cancelId, receiptId]);
  }
  assert.equal((await client.verify(receiptId)).data.cancelled_price, 4000);
  assert.equal((await client.cancel({ receiptId })).data.remain_price, 0);
  const { data } = await client.verify(receiptId, { expectedStatus: 20 });
  assert.equal(data.cancelled_price, 10_000);
  assert.ok((await refusal(client.cancel({ receiptId }))) instanceof BootpayApiError);
});

test("a cancel whose answer was lost, sent again with its id, has cancelled once", async () => {
  const part = { receiptId: TO_CANCEL, price: 1200 };
  await sandbox.fault({ path: "/cancel", kind: "reset_after" });
  const lost = await refusal(client.cancel(part, { maxRetries: 0 }));
  assert.equal(lost.effect, "unknown");
  await sandbox.control("DELETE", "/sandbox/faults");
  const again = await client.cancel({ ...part, cancelId: lost.cancelId }).catch((error) => error);
  assert.equal(again.cancelId ?? again.meta.cancelId, lost.cancelId);
  assert.equal((await client.verify(TO_CANCEL)).data.cancelled_price, 1200);
});

test("constants are what a receipt says and a request takes", async () => {
  await sandbox.control("POST", "/sandbox/deposits", { receipt_id: TO_DEPOSIT });
  const paid = (await client.verify(TO_DEPOSIT)).data;
  assert.deepEqual([paid.pg, paid.method, paid.status], [Gateway.KCP, Method.VBANK, ReceiptStatus.PAID]);
  const refund = { account: "110-1", accountHolder: "홍길동", bankcode: Bank.SHINHAN };
  await client.cancel({ receiptId: TO_DEPOSIT, refund });
  assert.equal((await client.verify(TO_DEPOSIT)).data.status, ReceiptStatus.CANCELLED);
  assert.deepEqual(Object.values(Bank), Object.values(BANKCODE));
  for (const values of [ReceiptStatus, Gateway, Method, Bank, BANKCODE]) assert.ok(Object.isFrozen(values));
});

test("a virtual account: the deposit, then the refund", async () => {
  await sandbox.control("POST", "/sandbox/deposits", { receipt_id: TO_DEPOSIT });
  await client.verify(TO_DEPOSIT, { expectedStatus: 1 });
  const refund = { account: "110-1", accountHolder: "홍길동", bankcode: BANKCODE.신한은행 };
  assert.ok((await refusal(client.cancel({ receiptId: TO_DEPOSIT }))) instanceof BootpayApiError);
  assert.equal((await client.cancel({ receiptId: TO_DEPOSIT, refund })).data.remain_price, 0);
});

test("billing key: register, charge, reserve, fire, look up, delete", async () => {
  const registered = await client.requestSubscribeBillingKey({
    orderId: "registration-1",
    pg: "nicepay",
    itemName: "월 구독",
    cardNo: "9000200000001000",
    cardPw: "12",
    expireYear: "99",
    expireMonth: "12",
    identifyNumber: "901004",
  });
  const billingKey = registered.data.billing_key;
  assert.match(registered.data.data.card_no, /^\d{8}\*{4}\d{4}$/);

  const charge = { billingKey, itemName: "월 구독", price: 60_000, orderId: "charge-1", quota: 3 };
  const charged = await client.requestSubscribeBillingPayment(charge);
  assert.deepEqual([charged.data.status, charged.data.card_quota], [1, "03"]);
  await client.verify(charged.data.receipt_id, { expectedPrice: 60_000, expectedOrderId: "charge-1" });

  const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000);
  const reserved = await client.reserveSubscribeBilling({ ...charge, orderId: "charge-2", executeAt: tomorrow });
  assert.equal(reserved.data.status, 0);
  const dropped = await client.reserveSubscribeBilling({ ...charge, orderId: "charge-3", executeAt: tomorrow });
  await client.destroyReserveSubscribeBilling(dropped.data.reserve_id);
  await sandbox.control("POST", "/sandbox/clock", { advance_s: 2 * 24 * 60 * 60 });
  const reservations = await sandbox.control("GET", "/sandbox/reservations");
  const byId = Object.fromEntries(reservations.map((one) => [one.reserve_id, one]));
  assert.equal(byId[dropped.data.reserve_id].status, 3);
  assert.equal(byId[reserved.data.reserve_id].status, 1);
  const fired = byId[reserved.data.reserve_id].receipt_id;
  await client.verify(fired, { expectedPrice: 60_000, expectedOrderId: "charge-2" });
  assert.ok(
    (await refusal(client.destroyReserveSubscribeBilling(reserved.data.reserve_id))) instanceof BootpayApiError,
  );

  const keys = await sandbox.control("GET", "/sandbox/billing_keys");
  const registration = keys.find((key) => key.billing_key === billingKey).receipt_id;
  assert.equal((await client.lookupBillingKey(registration)).data.billing_key, billingKey);

  assert.equal((await client.destroySubscribeBillingKey(billingKey)).code, 0);
  const gone = await refusal(client.requestSubscribeBillingPayment({ ...charge, orderId: "charge-4" }));
  assert.ok(gone instanceof BootpayApiError, gone.stack);
});

test("a charge is not repeated, however often reads are", async () => {
  await sandbox.fault({ path: "/subscribe/billing", kind: "reset_after", times: 1 });
  const charge = { billingKey: "5b025b33e13f33310ce560fb", itemName: "월 구독", price: 3000, orderId: "once" };
  const lost = await refusal(client.requestSubscribeBillingPayment(charge, { maxRetries: 5 }));
  assert.deepEqual([lost.effect, lost.attempts], ["unknown", 1]);
});

test("a link is a text that opens", async () => {
  const { data } = await client.requestPayment({ orderId: "link-1", itemName: "키보드", price: 30_000 });
  assert.equal(typeof data, "string");
  assert.equal((await fetch(data)).status, 200);
});

test("a user token, and the wallet that comes with it", async () => {
  assert.deepEqual((await client.getUserWallets({ userId: "member-1" })).data, []);
  const { data } = await client.requestUserToken({ userId: "member-1", gender: 0 });
  assert.match(data.user_token, /^[0-9a-f]{24}$/);
  assert.equal((await client.getUserWallets({ userId: "member-1", sandbox: true })).data.length, 1);
  const wallet = { user_id: "member-1", order_name: "월 구독", price: 3000, order_id: "wallet-1" };
  const paid = await client.requestWalletPayment(wallet);
  await client.verify(paid.data.receipt_id, { expectedPrice: 3000, expectedOrderId: "wallet-1" });
});

test("server approval: 2 is submitted and becomes 1, once", async () => {
  await client.verify(TO_SUBMIT, { expectedStatus: 2, expectedPrice: 100 });
  assert.equal((await client.submit(TO_SUBMIT)).data.status, 1);
  await client.verify(TO_SUBMIT, { expectedPrice: 100 });
  assert.ok((await refusal(client.submit(TO_SUBMIT))) instanceof BootpayApiError);
});

test("escrow: shipping begins", async () => {
  const receiptId = "00000000000000000000e5c0";
  await sandbox.control("POST", "/sandbox/payments", { receipt_id: receiptId, price: 10_000, escrow: true });
  await client.deliveryStart({ receiptId, deliveryNo: 123456789012, deliveryCorp: "001" });
  assert.equal((await client.verify(receiptId)).data.escrow_status, 1);
});

test("a webhook is asked for", async () => {
  await client.createWebhook({ receiptId: TO_CANCEL, webhookUrl: "https://example.com/hook" });
  const [webhook] = await sandbox.control("GET", "/sandbox/webhooks");
  assert.deepEqual([webhook.receipt_id, webhook.url], [TO_CANCEL, "https://example.com/hook"]);
});
