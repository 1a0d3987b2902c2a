"use strict";

// What a caller may give for a value, and what is refused: the same in a request, in the merchant's own objects inside of
// it, in an expectation and for an id.

const assert = require("node:assert/strict");
const { after, before, beforeEach, test } = require("node:test");
const vm = require("node:vm");
const { BootpayClient, BootpayInvalidRequestError } = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY, IDENTITY, PAYMENT } = require("./sandbox.js");

const RECEIPT = "00000000000000000000da7a";
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

/** A call is refused with `message`, and nothing is sent. */
async function assertRefused(call, message) {
  await assert.rejects(call(), (error) => {
    assert.ok(error instanceof BootpayInvalidRequestError, error.stack);
    assert.ok(error.message.includes(message), `${message}\n${error.message}`);
    assert.match(error.stack, /values\.test\.js/);
    return true;
  });
  assert.deepEqual(await sandbox.requests(), []);
}

/** The body of the last request. */
const sent = async () => JSON.parse((await sandbox.requests()).at(-1).body);

// As NestJS and class-transformer make them: fields of the instance's own, methods and decorators on the class.
class ItemDto {
  constructor(fields) {
    Object.assign(this, fields);
  }
  total() {
    return this.price * this.qty;
  }
}
class LinkDto extends ItemDto {
  static table = "links";
  returnUrl; // declared, and left open
}
// As TypeScript compiles a class for ES5.
function OldDto(fields) {
  Object.assign(this, fields);
}
OldDto.prototype.total = () => 0;

test("instances of classes are taken by their own fields, at every depth", async () => {
  await client.requestPayment(
    new LinkDto({
      ...LINK,
      items: [new ItemDto({ itemName: "키보드", qty: 1, unique: "A", price: 1000 })],
      userInfo: new OldDto({ userName: "홍길동" }),
      params: new ItemDto({ aB: new OldDto({ cD: 1 }) }),
    }),
  );
  const { params, ...link } = await sent();
  assert.deepEqual(link, {
    order_id: "link-1",
    name: "키보드",
    price: 1000,
    items: [{ item_name: "키보드", qty: 1, unique: "A", price: 1000 }],
    user_info: { username: "홍길동" },
  });
  assert.equal(params, '{"aB":{"cD":1}}');
  await client.requestPayment(Object.assign(Object.create(null), LINK));
  await client.requestPayment(vm.runInNewContext("({ orderId: 'other-realm', itemName: 'x', price: 1000 })"));
  assert.equal((await sent()).order_id, "other-realm");
});

/** A library's number or id: what it is in JSON is its own to say, as decimal.js, big.js, bson and Mongoose do it. */
const saying = (value) =>
  new (class Said {
    #hidden = value;
    toJSON() {
      return this.#hidden;
    }
  })();

test("numbers and ids of libraries are what they say themselves, a BigInt the number that it is", async () => {
  await sandbox.control("POST", "/sandbox/payments", { receipt_id: RECEIPT, price: 3000, order_id: "7", status: 1 });
  for (const [price, orderId, receiptId] of [
    [3000, 7, RECEIPT],
    ["3000", "7", RECEIPT],
    [3000n, 7n, RECEIPT],
    [saying("3000"), saying("7"), saying(RECEIPT)],
    [saying(3000), saying(7), RECEIPT],
    [saying(3000n), saying(7n), RECEIPT],
  ]) {
    await client.requestPayment({ ...LINK, price, orderId });
    const { price: sentPrice, order_id } = await sent();
    assert.deepEqual([sentPrice, order_id], [3000, "7"]);
    const options = { expectedPrice: price, expectedOrderId: orderId, expectedStatus: 1n };
    assert.equal((await client.verify(receiptId, options)).data.price, 3000);
    const { outcome } = await client.settleCancel({ receiptId, price, cancelledBefore: saying("0") });
    assert.equal(outcome, "not_done");
    const failure = { effect: "unknown", operation: "payment.cancel", receiptId, cancelPrice: price };
    assert.equal((await client.settle(failure, { cancelledBefore: 0n })).outcome, "not_done");
  }
  await client.requestPayment({ ...LINK, params: { id: saying("a"), big: 9n, at: new Date(0), long: 1e300 } });
  const params = JSON.parse((await sent()).params);
  assert.deepEqual(params, { id: "a", big: 9, at: "1970-01-01T00:00:00.000Z", long: 1e300 });
});

test("a Date is a moment, and taken where one is expected", async () => {
  const charge = { billingKey: "5b025b33e13f33310ce560fb", itemName: "월 구독", price: 3000, orderId: "charge-1" };
  const elsewhere = vm.runInNewContext(`new Date(${YEAR_2100 * 1000})`); // under Jest every Date is of another realm
  for (const executeAt of [new Date(YEAR_2100 * 1000), elsewhere, YEAR_2100, BigInt(YEAR_2100)]) {
    await client.reserveSubscribeBilling({ ...charge, executeAt });
    assert.equal((await sent()).execute_at, YEAR_2100);
  }
});

class Inheriting {
  receiptId = RECEIPT;
}
Inheriting.prototype.price = 1200;
class Computing {
  receiptId = RECEIPT;
  get price() {
    return 1200;
  }
}
class Deeper extends Computing {}
class Failing {
  toJSON() {
    throw new RangeError("CANARY");
  }
}
class Tagged {
  get [Symbol.toStringTag]() {
    return "Tagged";
  }
}
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** What is refused, with its name in the refusal, and whether JSON has a word for it, which the merchant's own objects use. */
const REFUSED = [
  [Number.NaN, "must not be NaN"],
  [-Infinity, "must not be -Infinity"],
  [2 ** 53, "has more digits than a number keeps: give it as text", true],
  [20_261_123_122_326_000_001n, "has more digits than a number keeps: give it as text"],
  [-(2n ** 1024n), "has more digits than a number keeps: give it as text"],
  [() => 1, "must not be a function"],
  [class Price {}, "must not be a function"],
  [Symbol("1"), "must not be a symbol"],
  [new Number(1), "must be a plain value, not an instance of Number"],
  [new String("1"), "must be a plain value, not an instance of String"],
  [new Boolean(true), "must be a plain value, not an instance of Boolean"],
  [Object(1n), "must be a plain value, not an instance of BigInt"],
  [new Date(), "must not be an instance of Date", true],
  [vm.runInNewContext("new Date()"), "must not be an instance of Date", true],
  [Buffer.from("1"), "must not be an instance of Buffer"],
  [new Uint8Array(1), "must not be an instance of Uint8Array"],
  [new ArrayBuffer(1), "must not be an instance of ArrayBuffer"],
  [new DataView(new ArrayBuffer(1)), "must not be an instance of DataView"],
  [new Map([["price", 1]]), "must not be an instance of Map"],
  [new Set([1]), "must not be an instance of Set"],
  [new WeakMap(), "must not be an instance of WeakMap"],
  [Promise.resolve(1), "must not be an instance of Promise"],
  [new Error("CANARY"), "must not be an instance of Error"],
  [/1/, "must not be an instance of RegExp"],
  [new FormData(), "must not be an instance of FormData"],
  [new Tagged(), "must not be an instance of Tagged"],
  [new Computing(), "must be a plain object, not an instance of Computing whose price is no field of its own"],
  [new Deeper(), "must be a plain object, not an instance of Deeper whose price is no field of its own"],
  [new Inheriting(), "must be a plain object, not an instance of Inheriting whose price is no field of its own"],
  [Object.create({ price: 1 }), "must be a plain object, not an object whose price is no field of its own"],
  [saying(null), "has no value in JSON"],
  [saying(undefined), "must not be undefined"],
  [saying(new Map()), "must not be an instance of Map"],
  [saying(Number.NaN), "must not be NaN"],
  [new Failing(), "cannot be read: its own code threw an instance of RangeError"],
  [revoked(), "cannot be read: its own code threw an instance of TypeError"],
];

for (const [value, why, isInJson] of REFUSED) {
  test(`a value that ${why}`, async () => {
    const link = (more) => client.requestPayment({ ...LINK, ...more });
    const lost = { effect: "unknown", operation: "payment.cancel", receiptId: PAYMENT, cancelPrice: null };
    const missing = Number.isNaN(value) ? "must be a string or a number, not NaN" : why;
    for (const [call, message] of [
      [() => link({ price: value }), `price ${why}`],
      [() => link({ userInfo: { area: value } }), `user_info.area (userInfo.area) ${why}`],
      [() => link({ items: [LINK, value] }), `items[1] ${why}`],
      [() => client.certificate(value), `receipt_id (receiptId) ${why}`],
      [() => client.verify(PAYMENT, { expectedPrice: value }), `expectedPrice ${missing}`],
      [() => client.verify(PAYMENT, { expectedOrderId: value }), `expectedOrderId ${missing}`],
      [() => client.settle(lost, { cancelledBefore: value }), `cancelledBefore ${missing}`],
      [() => client.settle({ ...lost, cancelPrice: value }), `cancelPrice ${why}`],
      ...(typeof value === "object" ? [[() => client.requestPayment(value), `the request ${why}`]] : []),
      ...(isInJson ? [] : [[() => link({ params: { deep: [value] } }), `params.deep[0] ${why}`]]),
    ]) {
      await assertRefused(call, message);
    }
  });
}

test("an id is text: a number, a list and an object are refused by name", async () => {
  for (const id of [12, 12n, true, [IDENTITY], {}, { toString: () => IDENTITY }, saying(12), saying({})]) {
    await assertRefused(() => client.certificate(id), "receipt_id");
  }
});

test("what a refusal says of a class is a name and no data", async () => {
  const odd = new (class {})();
  Object.defineProperty(Object.getPrototypeOf(odd), "constructor", { value: { name: "CANARY CANARY".repeat(9) } });
  Object.defineProperty(Object.getPrototypeOf(odd), "x".repeat(99), { get: () => 1 });
  const error = await client.cancel(odd).catch((reason) => reason);
  assert.equal(error.name, "BootpayInvalidRequestError");
  assert.ok(error.message.length < 250, error.message);
  const sly = Object.create({ get constructor() { throw new Error("CANARY"); } });
  await assertRefused(() => client.cancel(sly), "must be a plain object, not an object whose constructor is no field");
});
