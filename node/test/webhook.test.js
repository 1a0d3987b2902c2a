"use strict";

// Webhooks as they arrive: who is believed, what is made of them, and what the receipt says to it.

const assert = require("node:assert/strict");
const { once } = require("node:events");
const fs = require("node:fs");
const http = require("node:http");
const os = require("node:os");
const path = require("node:path");
const { after, before, test } = require("node:test");
const util = require("node:util");
const v8 = require("node:v8");
const bootpay = require("bootpay-backend-nodejs");
const { serve } = require("./origin.js");
const { Sandbox, REPOSITORY, APPLICATION_ID, PRIVATE_KEY, PAYMENT } = require("./sandbox.js");

const { Bootpay, BootpayClient, BootpayError, BootpayInvalidRequestError, BootpayMismatchError, BootpayWebhookError } =
  bootpay;
const FROM_BOOTPAY = { remoteAddress: "223.130.82.4" };
const PERSON = "카나리아이름";

/** The fields of the documentation's samples. */
const FORM = [
  `application_id=${APPLICATION_ID}`,
  `private_key=${encodeURIComponent(PRIVATE_KEY)}`,
  `receipt_id=${PAYMENT}`,
  "order_id=1576461949",
  "name=%ED%85%8C%EC%8A%A4%ED%8A%B8+%EC%95%84%EC%9D%B4%ED%85%9C",
  "price=3000",
  "unit=krw",
  "pg=kcp",
  "method=card",
  "pg_name=KCP",
  "method_name=%EC%B9%B4%EB%93%9C%EA%B2%B0%EC%A0%9C",
  `payment_data%5Bcard_name%5D=KB&payment_data[username]=${encodeURIComponent(PERSON)}`,
  `receipt_url=https%3A%2F%2Fapp.bootpay.co.kr%2Fbill%2F${PAYMENT}`,
  "requested_at=2019-12-16+12%3A05%3A49",
  "purchased_at=2019-12-16+12%3A06%3A05",
  "status=1",
  "retry_count=0",
].join("&");
const FIELDS = {
  receipt_id: PAYMENT,
  order_id: "1576461949",
  item_name: "테스트 아이템",
  price: 3000,
  tax_free: 0,
  url: null,
  payment_name: "카드결제",
  pg: "kcp",
  pg_name: "KCP",
  method: "card",
  method_name: "카드결제",
  payment_group: "card",
  payment_group_name: "신용카드",
  card_no: "943081******4569",
  card_code: "CCKM",
  card_name: "KB",
  card_quota: "00",
  receipt_url: `https://app.bootpay.co.kr/bill/${PAYMENT}`,
  requested_at: "2019-12-16 12:05:49",
  purchased_at: "2019-12-16 12:06:05",
  status: 1,
  payment_data: { card_name: "KB", username: PERSON },
};
const JSON_BODY = JSON.stringify(FIELDS);

let sandbox;
before(async () => {
  sandbox = await Sandbox.start();
});
after(() => sandbox.stop());

const live = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: "https://api.example.com" });
const local = () => new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url });

function refusal(read) {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof BootpayError, error.stack);
    assert.deepEqual([error.status, error.code, error.effect, error.operation], [null, null, "none", null]);
    assert.match(error.stack.split("\n")[1], /webhook\.test\.js/);
    return error;
  }
  assert.fail("it was believed");
}

const rejection = (call) =>
  call.then(
    () => assert.fail("the call succeeded"),
    (reason) => reason,
  );

test("both kinds, as text and as bytes, give the same event", () => {
  for (const [body, contentType] of [
    [FORM, "application/x-www-form-urlencoded; charset=utf-8"],
    [FORM, undefined],
    [Buffer.from(FORM), "application/x-www-form-urlencoded"],
    [JSON_BODY, "Application/JSON"],
    [JSON_BODY, null],
    [Buffer.from(JSON_BODY), "application/json; charset=utf-8"],
    [new TextEncoder().encode(JSON_BODY), undefined],
    [new TextEncoder().encode(JSON_BODY).buffer, undefined],
  ]) {
    const event = live.webhook.verify(body, { ...FROM_BOOTPAY, contentType });
    assert.equal(event.receipt_id, PAYMENT);
    assert.equal(event.order_id, "1576461949");
    assert.deepEqual([event.status, event.price], [1, 3000]);
    assert.equal(event.name, "테스트 아이템");
    assert.deepEqual([event.pg, event.method], ["kcp", "card"]);
    assert.equal(event.purchased_at, "2019-12-16 12:06:05");
    assert.deepEqual(event.payment_data, { card_name: "KB", username: PERSON });
    const isForm = body === FORM || body.length === FORM.length;
    assert.deepEqual([event.retry_count, event.tax_free], isForm ? [0, undefined] : [undefined, 0]);
    assert.equal(event.fields.receipt_url, `https://app.bootpay.co.kr/bill/${PAYMENT}`);
    assert.equal(event.fields.card_no, isForm ? undefined : "943081******4569");
    assert.ok(!("private_key" in event.fields));
    assert.deepEqual(live.webhook.parse(body, { contentType }).fields, event.fields);
  }
});

test("numbers are numbers, and what is absent is undefined", () => {
  const event = live.webhook.parse("receipt_id=r1&price=3000.0&status=-2&retry_count=10&order_id=007");
  assert.deepEqual([event.price, event.status, event.retry_count, event.order_id], [3000, -2, 10, "007"]);
  const bare = live.webhook.parse('{"receipt_id":"r1","order_id":7,"status":null}');
  assert.deepEqual([bare.order_id, bare.status, bare.price, bare.payment_data], ["7", undefined, undefined, undefined]);
  assert.equal(live.webhook.parse('{"receipt_id":"r1","__proto__":{"price":1}}').price, undefined);
});

/** The clients of the shared webhooks, as tests/webhooks/README.md describes them. */
const CLIENTS = {
  live,
  sandbox: new BootpayClient(APPLICATION_ID, "Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ=", "", {
    baseUrl: "http://127.0.0.1:1",
  }),
  container: new BootpayClient(APPLICATION_ID, "Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ=", "", {
    baseUrl: "http://sandbox:8300",
  }),
  proxy: new BootpayClient(APPLICATION_ID, "bm90IGEgc2FuZGJveCBrZXk6IGEgbGl2ZSBwcm9qZWM=", "", { baseUrl: "http://127.0.0.1:1" }),
};
const inCamelCase = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

const SHARED = path.join(REPOSITORY, "tests", "webhooks");
for (const file of fs.readdirSync(SHARED).filter((name) => name.endsWith(".json"))) {
  const { description, client, deliveries, event, error } = JSON.parse(fs.readFileSync(path.join(SHARED, file), "utf8"));
  test(`shared webhook ${file}: ${description}`, () => {
    const { webhook } = CLIENTS[client];
    for (const { body, body_latin1: bytes, ...how } of deliveries) {
      const raw = bytes === undefined ? body : Buffer.from(bytes, "latin1");
      const options = Object.fromEntries(Object.entries(how).map(([name, value]) => [inCamelCase(name), value]));
      const read = () => ("remoteAddress" in options ? webhook.verify(raw, options) : webhook.parse(raw, options));
      if (event) {
        const found = read();
        const told = Object.keys(event).map((name) => [name, found[name] ?? null]);
        assert.deepEqual(Object.fromEntries(told), event);
      } else {
        const { kind, message } = refusal(read);
        assert.equal(kind, error.kind, message);
        assert.ok(message.includes(error.message_has), message);
      }
    }
  });
}

test("a webhook that came over a Unix socket has no address, and its own proxy has a word", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "s"));
  const socketPath = process.platform === "win32" ? `\\\\.\\pipe\\${path.basename(folder)}` : path.join(folder, "s");
  const server = http.createServer((request, response) => {
    const delivery = { remoteAddress: request.socket.remoteAddress, forwardedFor: request.headers["x-forwarded-for"] };
    const read = (trustedProxies) => {
      try {
        return live.webhook.verify(JSON_BODY, { ...delivery, trustedProxies }).receipt_id;
      } catch (error) {
        return error.kind;
      }
    };
    response.end(JSON.stringify([read(["unix"]), read(["10.0.0.0/8"]), read(undefined)]));
  });
  await once(server.listen(socketPath), "listening");
  try {
    for (const [forwarded, expected] of [
      ["6.6.6.6, 223.130.82.4", PAYMENT],
      ["223.130.82.4, 6.6.6.6", "webhook"],
      [undefined, "webhook"],
    ]) {
      const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
      const [response] = await once(http.get({ socketPath, headers }), "response");
      let text = "";
      for await (const part of response) text += part;
      assert.deepEqual(JSON.parse(text), [expected, "invalid_request", "invalid_request"]);
    }
  } finally {
    server.close();
    fs.rmSync(folder, { recursive: true });
  }
});

test("bytes are read where a test environment such as jsdom has no TextDecoder and bytes of another realm", (t) => {
  const { TextDecoder } = globalThis;
  t.after(() => Object.assign(globalThis, { TextDecoder }));
  delete globalThis.TextDecoder;
  const foreign = require("node:vm").runInNewContext("Uint8Array.from(bytes)", { bytes: [...Buffer.from(JSON_BODY)] });
  assert.ok(!(foreign instanceof Uint8Array));
  for (const body of [Buffer.from(JSON_BODY), foreign, foreign.buffer, new DataView(foreign.buffer)]) {
    assert.equal(live.webhook.parse(body).price, 3000);
  }
  const part = Buffer.from(`x${JSON_BODY}x`).subarray(1, -1);
  assert.equal(live.webhook.parse(part).price, 3000);
});

test("an event is frozen to its bottom", () => {
  const event = live.webhook.verify(JSON_BODY, FROM_BOOTPAY);
  for (const part of [event, event.fields, event.payment_data]) assert.ok(Object.isFrozen(part));
  assert.throws(() => (event.status = 20), TypeError);
});

test("what is not to be believed says why", () => {
  const json = (from, to) => JSON_BODY.replace(from, to);
  for (const [body, expected, options] of [
    [FORM.replace("private_key=rm6E", "private_key=CANARY"), /private_key is not this project's/],
    [FORM.replace("private_key=", "key="), /has no private_key/],
    [FORM.replace("private_key=", "private_key[]="), /private_key is not this project's/],
    [json("{", '{"private_key":"CANARY",'), /private_key is not this project's/],
    [json(PAYMENT, "../CANARY"), /receipt_id is missing or is none/],
    ['{"price":', /no JSON object/],
    ["[1]", /has no private_key/],
    ["", /has no private_key/],
    [Buffer.alloc(0), /has no private_key/],
    [Buffer.concat([Buffer.from(JSON_BODY), Buffer.from([0xff])]), /its body is not UTF-8/],
    [`${JSON_BODY}\ud800`, /its body is not UTF-8/],
    [FORM.replace("order_id=", "order_id=%FF"), /its order_id is not UTF-8/],
    [`${FORM}&order_id=\ud800`, /its order_id is not UTF-8/],
    [`${FORM}&order_id[]=CANARY`, /its order_id is there twice/],
    ["x".repeat(2 ** 20 + 1), /larger than 1 MiB/],
    [JSON_BODY, /content type "text\/xml"/, { contentType: "text/xml" }],
    [JSON_BODY, /has no private_key/, { contentType: "application/x-www-form-urlencoded" }],
  ]) {
    const error = refusal(() => live.webhook.verify(body, { ...FROM_BOOTPAY, ...options }));
    assert.ok(error instanceof BootpayWebhookError, error.stack);
    assert.equal(error.kind, "webhook");
    assert.match(error.message, /^the webhook is not to be believed: /);
    assert.match(error.message, expected);
    assert.ok(!util.inspect(error).includes("CANARY"), error.message);
  }
});

test("only Bootpay's addresses are believed, and proxies only if they are trusted", () => {
  const all = ["10.0.0.0/8"];
  for (const [remoteAddress, forwardedFor, trustedProxies, isBelieved] of [
    ["223.130.82.4", undefined, undefined, true],
    ["223.130.82.255", null, null, true],
    ["::ffff:223.130.82.4", undefined, [], true], // as Node tells an IPv4 peer of a socket that listens on ::
    ["223.130.83.1", undefined, undefined, false],
    ["127.0.0.1", undefined, undefined, false],
    ["10.0.0.9", "223.130.82.4", undefined, false], // anybody can write that header
    ["10.0.0.9", "223.130.82.4", all, true],
    ["::ffff:10.0.0.9", "223.130.82.4", all, true],
    ["10.0.0.9", "223.130.82.4, 10.0.0.7", all, true],
    ["10.0.0.9", ["223.130.82.4", "10.0.0.7"], all, true],
    ["10.0.0.9", "6.6.6.6, 223.130.82.4", all, true], // what stands further left was written by whoever likes
    ["10.0.0.9", "223.130.82.4, 6.6.6.6", all, false],
    ["10.0.0.9", ["223.130.82.4", "6.6.6.6"], all, false],
    ["6.6.6.6", "223.130.82.4", all, false],
    ["10.0.0.9", "unknown", all, false],
    ["10.0.0.9", undefined, all, false],
  ]) {
    const delivery = { remoteAddress, forwardedFor, trustedProxies };
    if (isBelieved) {
      assert.equal(live.webhook.verify(JSON_BODY, delivery).receipt_id, PAYMENT);
    } else {
      const error = refusal(() => live.webhook.verify(JSON_BODY, delivery));
      assert.ok(error instanceof BootpayWebhookError, util.inspect(delivery));
    }
  }
  assert.match(refusal(() => live.webhook.verify(FORM, { remoteAddress: "10.0.0.9" })).message, /name it in trustedProxies/);
});

test("a sandbox on this machine is believed by its own clients, and so is whom the caller names", () => {
  const here = { remoteAddress: "127.0.0.1" };
  const own = new BootpayClient(sandbox.application_id, sandbox.private_key, "", { baseUrl: sandbox.url });
  assert.equal(own.webhook.verify(JSON_BODY, here).price, 3000);
  refusal(() => own.webhook.verify(JSON_BODY, { ...here, allowedSources: ["223.130.82.0/24"] }));
  refusal(() => own.webhook.verify(JSON_BODY, { ...here, forwardedFor: "6.6.6.6" }));
  assert.equal(local().webhook.verify(JSON_BODY, here).price, 3000);
  refusal(() => CLIENTS.proxy.webhook.verify(JSON_BODY, here));
  assert.equal(live.webhook.verify(FORM, { ...here, allowedSources: ["127.0.0.0/8"] }).price, 3000);
  refusal(() => live.webhook.verify(FORM, { ...FROM_BOOTPAY, allowedSources: [] }));
});

test("parse looks at neither the sender nor the key, and takes the key out", () => {
  const foreign = live.webhook.parse(FORM.replace("rm6E", "CANARY"));
  assert.equal(foreign.price, 3000);
  assert.ok(!JSON.stringify(foreign.fields).includes("CANARY"));
  const error = refusal(() => live.webhook.parse(FORM, FROM_BOOTPAY));
  assert.match(error.message, /unknown option "remoteAddress": there are contentType/, "it would not be looked at");
});

test("a mistake of the caller is called one", () => {
  const raw = /the webhook's body must be text or bytes, not .*: give the raw body, as express\.raw/;
  for (const [body, options, expected] of [
    [FIELDS, FROM_BOOTPAY, raw],
    [new URLSearchParams(FORM), FROM_BOOTPAY, raw],
    [Object.create(null), FROM_BOOTPAY, raw],
    [[FORM], FROM_BOOTPAY, raw],
    [undefined, FROM_BOOTPAY, raw],
    [null, FROM_BOOTPAY, raw],
    [new String(FORM), FROM_BOOTPAY, raw],
    [FORM, undefined, /remoteAddress is missing/],
    [FORM, { remoteAddress: undefined }, /remoteAddress is missing/],
    [FORM, { remoteAddress: "localhost" }, /remoteAddress is no IP address/],
    [FORM, { remoteAddress: 1 }, /remoteAddress must be a string, not a number/],
    [FORM, { ...FROM_BOOTPAY, forwardedFor: {} }, /forwardedFor must be a string, not an object/],
    [FORM, { ...FROM_BOOTPAY, contentType: [] }, /contentType must be a string, not an array/],
    [FORM, { ...FROM_BOOTPAY, trustedProxies: "10.0.0.0/8" }, /trustedProxies must be an array of strings/],
    [FORM, { ...FROM_BOOTPAY, trustedProxies: ["10/8"] }, /trustedProxies has an entry that is neither/],
    [FORM, { ...FROM_BOOTPAY, allowedSources: [1] }, /allowedSources must be an array of strings/],
    [FORM, { ...FROM_BOOTPAY, allowedSources: ["all"] }, /allowedSources has an entry that is neither/],
    [FORM, { ...FROM_BOOTPAY, trustedProxy: [] }, /unknown option "trustedProxy"/],
    [FORM, "223.130.82.4", /options must be an object/],
  ]) {
    const error = refusal(() => live.webhook.verify(body, options));
    assert.ok(error instanceof BootpayInvalidRequestError, error.stack);
    assert.match(error.message, expected);
    assert.ok(!util.inspect(error).includes(PERSON), error.message);
  }
});

test("a client without keys reads nothing, and one that was configured since uses its new key", () => {
  const error = refusal(() => new BootpayClient().webhook.parse(FORM));
  assert.equal(error.name, "BootpayConfigError");
  const client = new BootpayClient(APPLICATION_ID, "another-key", "", { baseUrl: "https://api.example.com" });
  const { webhook } = client;
  refusal(() => webhook.verify(FORM, FROM_BOOTPAY));
  client.setConfig(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: "https://api.example.com" });
  assert.equal(client.webhook, webhook);
  assert.equal(webhook.verify(FORM, FROM_BOOTPAY).price, 3000);
});

test("the answer is constant", () => {
  assert.equal(Bootpay.webhook.ANSWER, "OK");
  assert.throws(() => (Bootpay.webhook.ANSWER = "ok"), TypeError);
});

test("an event shows its receipt and its status, and nobody's name", () => {
  const event = live.webhook.verify(FORM, FROM_BOOTPAY);
  assert.equal(util.inspect(event), `WebhookEvent { receipt_id: '${PAYMENT}', status: 1 }`);
  assert.equal(JSON.stringify(event), `{"receipt_id":"${PAYMENT}","status":1}`);
  assert.deepEqual({ ...event }, { receipt_id: PAYMENT, status: 1 });
  const shown = [
    util.format("%s %o %O %j", event, event, event, event),
    util.inspect(event, { showHidden: true, depth: 20, getters: false, customInspect: false }),
    util.inspect({ live, webhook: live.webhook }, { showHidden: true, depth: 20, getters: true }),
    v8.serialize(structuredClone(event)).toString("utf16le"),
    v8.serialize(structuredClone(event)).toString("latin1"),
    JSON.stringify(live.webhook),
  ].join("\n");
  for (const secret of [PRIVATE_KEY, encodeURIComponent(PRIVATE_KEY), PERSON, "1576461949", "KB"]) {
    assert.ok(!shown.includes(secret), shown);
  }
});

test("reverify reads the receipt again, and gives what verify gives", async () => {
  const client = local();
  const withoutOrder = [JSON_BODY.replace('"order_id":"1576461949",', ""), FORM.replace("order_id=1576461949", "order_id=")];
  for (const body of [FORM, JSON_BODY, ...withoutOrder]) {
    const event = client.webhook.verify(body, FROM_BOOTPAY);
    const receipt = await client.webhook.reverify(event);
    assert.deepEqual(receipt, await client.verify(PAYMENT));
    assert.equal(receipt.meta.operation, "receipt.get");
    // what was kept of it
    assert.deepEqual(await client.webhook.reverify(JSON.parse(JSON.stringify(event.fields))), receipt);
  }
});

test("a webhook that the receipt does not bear out is a mismatch that names what differs", async () => {
  const client = local();
  for (const [from, to, named] of [
    ["price=3000", "price=2000", /price/],
    ["status=1", "status=20", /status/],
    ["order_id=1576461949", "order_id=1", /order_id/],
  ]) {
    const error = await rejection(client.webhook.reverify(client.webhook.parse(FORM.replace(from, to))));
    assert.ok(error instanceof BootpayMismatchError, error.stack);
    assert.match(error.message, named);
    assert.match(error.stack.split("\n")[1], /webhook\.test\.js/);
  }
});

test("an order id that came as a number is compared digit by digit", async () => {
  for (const id of ["2026112312232600001", "20261123122326000001"]) {
    const data = `{"receipt_id":"r1","price":3000,"status":1,"order_id":${id}}`;
    const server = await serve({ receipt: { json: `{"status":200,"code":0,"data":${data}}` } });
    try {
      const client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: server.url });
      const event = client.webhook.verify(data, FROM_BOOTPAY);
      assert.deepEqual([event.order_id, event.fields.order_id], [id, id]);
      assert.equal((await client.webhook.reverify(event)).data.order_id, id);
      for (const another of [String(Number(id)), Number(id), BigInt(id) - 1n]) {
        const error = await rejection(client.webhook.reverify({ ...event.fields, order_id: another }));
        assert.ok(error instanceof BootpayMismatchError, error.stack);
      }
    } finally {
      await server.stop();
    }
  }
});

test("what has nothing to compare is not reverified, and nothing is sent", async () => {
  await sandbox.reset();
  const client = local();
  for (const [fields, expected] of [
    ["receipt_id=r1&price=3000", /it has no status, so nothing can be compared/],
    ["receipt_id=r1&status=1", /it has no price, so nothing can be compared/],
    ["receipt_id=r1&status=1&price=", /it has no price/],
    ["receipt_id=r1&status=1&price=0.5", /it has no price/],
    ["receipt_id=r1&status=1&price=-1", /it has no price/],
  ]) {
    const error = await rejection(client.webhook.reverify(client.webhook.parse(fields)));
    assert.ok(error instanceof BootpayWebhookError, error.stack);
    assert.match(error.message, expected);
  }
  const event = client.webhook.parse(FORM);
  const shown = JSON.parse(JSON.stringify(event)); // an event that was written down without its fields
  assert.match((await rejection(client.webhook.reverify(shown))).message, /it has no price/);
  for (const [given, options, expected] of [
    [undefined, undefined, /the event must be an object, not undefined/],
    [FORM, undefined, /the event must be an object, not a string/],
    [{ status: 1, price: 1 }, undefined, /the event is none: missing field `receipt_id`/],
    [{ ...event.fields, price: "much" }, undefined, /the event is none: price: expected an amount/],
    [{ ...event.fields, receipt_id: "../cancel" }, undefined, /receipt_id/],
    [event, { expectedPrice: 1 }, /unknown option "expectedPrice"/],
  ]) {
    const error = await rejection(client.webhook.reverify(given, options));
    assert.ok(error instanceof BootpayInvalidRequestError, error.stack);
    assert.match(error.message, expected);
  }
  const reason = new Error("mine");
  await assert.rejects(client.webhook.reverify(event, { signal: AbortSignal.abort(reason) }), (one) => one === reason);
  assert.deepEqual(await sandbox.requests(), []);
});

test("a spy in the place of verify is not asked, and one in the place of reverify is", async (t) => {
  const client = local();
  const event = client.webhook.verify(FORM, FROM_BOOTPAY);
  t.mock.method(client, "verify", () => assert.fail("not this one"));
  assert.equal((await client.webhook.reverify(event)).data.price, 3000);
  t.mock.method(client.webhook, "reverify", async () => "mine");
  assert.equal(await client.webhook.reverify(event), "mine");
});
