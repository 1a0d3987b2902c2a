"use strict";

// What became of a cancel or an approval whose answer was lost. The sandbox loses it before or after it took effect.

const assert = require("node:assert/strict");
const { after, before, beforeEach, test } = require("node:test");
const bootpay = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY } = require("./sandbox.js");
const { serve } = require("./origin.js");

const { BootpayApiError, BootpayClient, BootpayError, BootpayInvalidRequestError } = bootpay;
const TO_CANCEL = "00000000000000000000ca02"; // 3,000 won
const TO_SUBMIT = "5fffc0460c20b903e88a2d2c"; // status 2
const PART = { receiptId: TO_CANCEL, price: 1200 };

let sandbox;
let client;
before(async () => {
  sandbox = await Sandbox.start();
});
beforeEach(async () => {
  await sandbox.reset();
  await sandbox.control("POST", "/sandbox/payments", { receipt_id: TO_CANCEL, price: 3000, pg: "inicis", status: 1 });
  client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url, maxRetries: 0 });
});
after(() => sandbox.stop());

const refusal = (call) =>
  call.then(
    () => assert.fail("the call succeeded"),
    (reason) => reason,
  );

/** The error of a call whose answer is lost: after it took effect, or before. */
async function lost(call, { tookEffect }) {
  await client.getAccessToken();
  await sandbox.fault({ kind: tookEffect ? "reset_after" : "stall", times: 1 });
  const error = await refusal(call({ timeout: 1000 }));
  assert.equal(error.effect, "unknown", error.stack);
  return error;
}

test("a part that was cancelled, and one that was not", async () => {
  const done = await lost((options) => client.cancel(PART, options), { tookEffect: true });
  assert.deepEqual([done.cancelPrice, done.toJSON().cancelPrice], [1200, 1200]);
  const { outcome, receipt, ...others } = await client.settle(done, { cancelledBefore: 0 });
  assert.deepEqual(others, {});
  assert.equal(outcome, "done");
  assert.deepEqual(receipt, await client.verify(TO_CANCEL));
  assert.deepEqual([receipt.meta.operation, receipt.meta.status], ["receipt.settle", 200]);

  const notDone = await lost((options) => client.cancel(PART, options), { tookEffect: false });
  assert.equal((await client.settle(notDone, { cancelledBefore: 1200 })).outcome, "not_done");
  assert.equal((await client.settle(notDone, { cancelledBefore: 0 })).outcome, "done", "the books are believed");
  await client.cancel({ ...PART, cancelId: notDone.cancelId });
  assert.equal((await client.settle(notDone, { cancelledBefore: 1200 })).outcome, "done");
});

test("without the books a part is settled only if too little is cancelled to be it", async () => {
  const notDone = await lost((options) => client.cancel(PART, options), { tookEffect: false });
  for (const options of [undefined, null, {}]) {
    assert.equal((await client.settle(notDone, options)).outcome, "not_done");
  }
  await client.cancel({ ...PART, price: 1500 });
  assert.equal((await client.settle(notDone)).outcome, "unclear");
});

test("a cancel of all that was left", async () => {
  const all = (options) => client.cancel({ receiptId: TO_CANCEL }, options);
  const notDone = await lost(all, { tookEffect: false });
  assert.equal(notDone.cancelPrice, null);
  assert.equal((await client.settle(notDone)).outcome, "not_done");
  await sandbox.fault({ path: "/receipt", kind: "reset", times: 1 }); // or the cancel would settle itself
  const done = await lost(all, { tookEffect: true });
  assert.equal((await client.settle(done)).outcome, "done");
});

test("a cancel settles itself", async () => {
  await sandbox.fault({ path: "/cancel", kind: "reset_after", times: 1 });
  const part = await client.cancel({ ...PART, cancelledBefore: 0 }, { maxRetries: 0 });
  assert.deepEqual([part.meta.outcome, part.meta.attempts], ["done", 1]);
  assert.deepEqual([part.data.request_cancel_price, part.data.remain_price], [1200, 1800]);
  await sandbox.fault({ path: "/cancel", kind: "reset_after", times: 1 });
  const rest = await client.cancel({ receiptId: TO_CANCEL }, { maxRetries: 0 });
  assert.deepEqual([rest.meta.operation, rest.meta.outcome], ["payment.cancel", "done"]);
  assert.deepEqual([rest.data.cancelled_price, rest.data.tid], [3000, null]);
  assert.equal((await client.verify(TO_CANCEL)).meta.outcome, null);
});

test("an approval", async () => {
  const submit = (options) => client.submit(TO_SUBMIT, options);
  const notDone = await lost(submit, { tookEffect: false });
  assert.equal((await client.settle(notDone)).outcome, "not_done");
  const done = await lost(submit, { tookEffect: true });
  const { outcome, receipt } = await client.settle(done);
  assert.deepEqual([outcome, receipt.data.status], ["done", 1]);
});

test("an error that was written down is settled like the error", async () => {
  const error = await lost((options) => client.cancel(PART, options), { tookEffect: true });
  const fromQueue = JSON.parse(JSON.stringify(error));
  assert.equal((await client.settle(fromQueue, { cancelledBefore: 0 })).outcome, "done");
});

test("a refusal that hides a lost attempt is settled too", async () => {
  const json = { status: 502, code: -1, message: "no" };
  const server = await serve({ cancel: { status: 502, json } });
  const other = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: server.url, maxRetries: 0 });
  const error = await refusal(other.cancel(PART));
  await server.stop();
  assert.ok(error instanceof BootpayApiError, error.stack);
  assert.equal((await client.settle(error, { cancelledBefore: 0 })).outcome, "not_done");
});

test("what cannot be settled says why, and nothing is sent", async () => {
  const lostCancel = { effect: "unknown", operation: "payment.cancel", receiptId: TO_CANCEL, cancelPrice: 1200 };
  const nothing = /there is nothing to settle: the call had no effect/;
  const noError = /settle takes the error of a call; without one, as after an abort, use settleCancel/;
  const charge = /billing\.pay cannot be settled by reading a receipt: look for the order in the admin page/;
  const [aborted, misused] = await Promise.all([
    refusal(client.cancel(PART, { signal: AbortSignal.abort() })),
    refusal(client.cancel({ ...PART, price: 0 })),
  ]);
  for (const [failure, expected, options] of [
    [misused, nothing],
    [new BootpayError("why"), nothing],
    [{ ...lostCancel, effect: "none" }, nothing],
    [{ ...lostCancel, effect: "unheard of" }, /effect: expected `none` or `unknown`/],
    [{ ...lostCancel, operation: "billing.pay", receiptId: null, cancelPrice: null }, charge],
    [{ ...lostCancel, operation: "receipt.get" }, /receipt\.get cannot be settled/],
    [{ ...lostCancel, receiptId: null }, /settle takes the error of a call, with .* its receipt_id \(receiptId\)/],
    [aborted, noError],
    [new Error("why"), noError],
    [undefined, noError],
    [null, noError],
    ["text", noError],
    [{ ...lostCancel, cancelPrice: undefined }, noError],
    [{ ...lostCancel, cancelPrice: 0 }, /cancel_price \(price\) must be more than 0/],
    [{ ...lostCancel, cancelPrice: Number.NaN }, /must not be NaN/],
    [{ ...lostCancel, receiptId: "../cancel" }, /receipt_id/],
    [lostCancel, /cancelledBefore must be a string or a number, not undefined/, { cancelledBefore: undefined }],
    [lostCancel, /cancelledBefore must be a string or a number, not NaN/, { cancelledBefore: Number.NaN }],
    [lostCancel, /cancelled_before \(cancelledBefore\)/, { cancelledBefore: 0.5 }],
    [lostCancel, /cancelled_before \(cancelledBefore\)/, { cancelledBefore: -1 }],
    [lostCancel, /unknown option "canceledBefore"/, { canceledBefore: 0 }],
  ]) {
    const error = await refusal(client.settle(failure, options));
    assert.ok(error instanceof BootpayInvalidRequestError, error.stack);
    assert.match(error.message, expected);
    assert.ok(error.message.startsWith("receipt.settle: "), error.message);
    assert.deepEqual([error.operation, error.effect], ["receipt.settle", "none"]);
    assert.match(error.stack, /settle\.test\.js/);
  }
  assert.deepEqual(await sandbox.requests(), []);
});

test("by the books, when there is no error", async () => {
  const outcome = async (data) => (await client.settleCancel({ ...PART, ...data })).outcome;
  assert.equal(await outcome({ cancelledBefore: 0 }), "not_done");
  await client.cancel(PART);
  assert.equal(await outcome({ cancelledBefore: 0 }), "done");
  assert.equal(await outcome({}), "unclear");
  assert.equal(await outcome({ price: undefined }), "not_done", "all that is left was not cancelled");
  await client.cancel({ receiptId: TO_CANCEL });
  const { outcome: whole, receipt } = await client.settleCancel({ receipt_id: TO_CANCEL });
  assert.equal(whole, "done");
  assert.deepEqual(receipt, await client.verify(TO_CANCEL));
});

test("the books are checked before anything is sent", async () => {
  for (const [data, expected] of [
    [{ ...PART, price: 0 }, /cancel_price \(price\) must be more than 0/],
    [{ ...PART, price: 0.5 }, /cancel_price \(price\)/],
    [{ ...PART, price: Number.NaN }, /cancel_price \(price\) must not be NaN/],
    [{ ...PART, cancelledBefore: -1 }, /cancelled_before \(cancelledBefore\)/],
    [{ ...PART, cancelPrice: 1200 }, /cancel_price \(price\) is given twice/],
    [{ ...PART, canceledBefore: 0 }, /unknown field `canceled_before`/],
    [{ price: 1200 }, /receipt_id/],
    [TO_CANCEL, /the request must be an object, not a string/],
    [undefined, /the request must be an object, not undefined/],
  ]) {
    const error = await refusal(client.settleCancel(data));
    assert.ok(error instanceof BootpayInvalidRequestError, error.stack);
    assert.match(error.message, expected);
  }
  await assert.rejects(client.settleCancel(PART, { cancelledBefore: 0 }), /unknown option "cancelledBefore"/);
  assert.deepEqual(await sandbox.requests(), []);
});

test("a receipt that cannot be read is an error as of any other call", async () => {
  const error = await lost((options) => client.cancel(PART, options), { tookEffect: true });
  await sandbox.fault({ path: `/receipt/${TO_CANCEL}`, kind: "reset", times: 2 });
  const unread = await refusal(client.settle(error, { cancelledBefore: 0 }));
  assert.deepEqual([unread.kind, unread.operation, unread.effect], ["connection", "receipt.settle", "none"]);
  const again = await client.settle(error, { cancelledBefore: 0, maxRetries: 1 });
  assert.deepEqual([again.outcome, again.receipt.meta.attempts], ["done", 2], "reading may be repeated");
  assert.equal((await refusal(client.settleCancel({ receiptId: "0".repeat(24) }))).status, 404);
  const reason = new Error("mine");
  await assert.rejects(client.settle(error, { signal: AbortSignal.abort(reason) }), (one) => one === reason);
});
