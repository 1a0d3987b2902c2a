// The shop with the sandbox of its project, driven by HTTP as its page does it.
import { sandbox } from "bootpay-sandbox/node-test"; // before the shop: it reads the environment
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { createInterface } from "node:readline";
import { after, before, mock, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Bootpay } from "bootpay-backend-nodejs";
import { app } from "./app.mjs";
import { Orders } from "./orders.mjs";
import { page } from "./page.mjs";

/** What the shop and its client write. */
let written = "";
process.env.BOOTPAY_LOG = "debug";
mock.method(fs, "writeSync", (_to, text) => (written += text));
mock.method(console, "error", (...texts) => (written += texts.join(" ")));

let server;
let shop; // where it listens
before(async () => {
  server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  shop = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

/** A browser: it keeps its cookie. */
class Visitor {
  #cookie = "";

  async fetch(route, options = {}) {
    const headers = { ...options.headers, cookie: this.#cookie };
    const response = await fetch(shop + route, { ...options, headers });
    this.#cookie = response.headers.get("set-cookie")?.split(";")[0] ?? this.#cookie;
    return response;
  }

  async post(route, body, headers) {
    const options = { method: "POST", headers: { "content-type": "application/json", ...headers } };
    const response = await this.fetch(route, { ...options, body: JSON.stringify(body) });
    return { status: response.status, ...(await response.json()) };
  }

  async order() {
    return (await this.post("/orders", {})).order_id;
  }

  /** A verification that was begun: its order id and token. */
  async begin(purpose = "주류 구매") {
    const { request, token } = await this.post("/identity/begin", { purpose });
    return { order_id: request.order_id, token };
  }

  async states() {
    return (await this.fetch("/orders")).json();
  }
}

const payment = async (fields) => (await sandbox.payment({ price: 1000, status: 1, pg: "kcp", ...fields })).receipt_id;

const NOT_CONFIRMED = { ok: false, error: "this could not be confirmed" };

test("the page loads BootPay's script and the shop's, and starts a session that no script can read", async () => {
  const response = await fetch(shop);
  assert.match(response.headers.get("content-type"), /^text\/html; charset=utf-8/);
  assert.match(response.headers.get("set-cookie"), /HttpOnly; SameSite=Lax/);
  const html = await response.text();
  assert.ok(html.includes(`<script src="${sandbox.url}/js/bootpay-3.3.3.min.js"></script>`), html);
  assert.ok(!html.includes(sandbox.privateKey) && !html.includes(sandbox.applicationId));
  const script = await fetch(`${shop}/shop.js`);
  assert.match(script.headers.get("content-type"), /javascript/);
  assert.ok(!page('"><script>alert(1)</script>').includes("<script>alert"));
});

test("an order is issued to one session", async () => {
  const [visitor, other] = [new Visitor(), new Visitor()];
  const bought = await visitor.post("/orders", {});
  const application_id = sandbox.webApplicationId;
  assert.deepEqual(bought, { status: 200, order_id: bought.order_id, price: 1000, name: "키보드", application_id });
  assert.deepEqual(await visitor.states(), { [bought.order_id]: "open" });
  assert.deepEqual(await other.states(), {});
});

test("an identity is begun for one of the shop's purposes, and nothing is stored", async () => {
  const visitor = new Visitor();
  const { status, token, request } = await visitor.post("/identity/begin", { purpose: "주류 구매" });
  assert.deepEqual([status, request.application_id, request.price], [200, sandbox.webApplicationId, 0]);
  assert.equal(typeof token, "string");
  assert.deepEqual(await visitor.states(), {});
  for (const purpose of [undefined, "", "toString", ["주류 구매"], null]) {
    assert.deepEqual(await visitor.post("/identity/begin", { purpose }), {
      ...{ status: 400, ok: false, error: "no such purpose" },
    });
  }
});

test("an identity: a masked name, saved once", async () => {
  const visitor = new Visitor();
  const { order_id, token } = await visitor.begin();
  const { receipt_id } = await sandbox.person({ orderId: order_id, username: "홍길동", age: 30 });
  const verified = { status: 200, ok: true, name: "홍*동", purpose: "주류 구매" };
  assert.deepEqual(await visitor.post("/identity", { receipt_id, token }), verified);
  const again = await visitor.post("/identity", { receipt_id, token });
  assert.deepEqual([again.status, again.reason], [409, "used"]);
  assert.deepEqual(await visitor.states(), { [order_id]: "verified" });
});

test("a minor by the law of the purpose is told so, and not saved", async () => {
  const visitor = new Visitor();
  const { order_id, token } = await visitor.begin();
  const { receipt_id } = await sandbox.person({ orderId: order_id, yearAge: 18 });
  assert.deepEqual(await visitor.post("/identity", { receipt_id, token }), {
    ...{ status: 403, ok: false, reason: "minor", law: "youth_protection" },
    error: "청소년에게는 주류를 판매하지 않습니다.",
  });
  const unborn = await visitor.begin();
  const nobody = await sandbox.person({ orderId: unborn.order_id, without: "birth" });
  const answer = await visitor.post("/identity", { receipt_id: nobody.receipt_id, token: unborn.token });
  assert.equal(answer.reason, "minor", "without a birth date the gate stays closed");
  assert.deepEqual(await visitor.states(), {});
});

test("a window that nobody has finished verifies nobody, until somebody does", async () => {
  const visitor = new Visitor();
  const { order_id, token } = await visitor.begin();
  const window = await sandbox.window(order_id);
  const body = { receipt_id: window.receiptId, token };
  assert.equal((await visitor.post("/identity", body)).reason, "not_finished");
  await window.approve("turns_19_this_year");
  assert.equal((await visitor.post("/identity", body)).status, 200);

  const again = await visitor.begin();
  const cancelled = await sandbox.window(again.order_id);
  await cancelled.cancel();
  const refused = await visitor.post("/identity", { receipt_id: cancelled.receiptId, token: again.token });
  assert.deepEqual([refused.status, refused.reason], [409, "not_finished"]);
});

test("an identity of another order or another session is none", async () => {
  const [visitor, other] = [new Visitor(), new Visitor()];
  const [{ order_id, token }, theirs] = [await visitor.begin(), await other.begin()];
  const { receipt_id } = await sandbox.person({ orderId: order_id });
  for (const [from, body, status, reason] of [
    [other, { receipt_id, token }, 403, "other_session"],
    [other, { receipt_id, token: theirs.token }, 403, "other_order"],
    [visitor, { receipt_id: "0".repeat(24), token }, 409, "not_finished"],
    [visitor, { receipt_id: "../receipt", token }, 400, "not_identity"],
    [visitor, { receipt_id, token: `${token}A` }, 400, "bad_token"],
    [visitor, { receipt_id }, 400, "bad_token"],
    [visitor, { token }, 400, "not_identity"],
    [visitor, { receipt_id: { a: 1 }, token }, 400, "not_identity"],
  ]) {
    const answer = await from.post("/identity", body);
    assert.deepEqual([answer.status, answer.ok, answer.reason], [status, false, reason]);
    assert.match(answer.error, /[가-힣]/);
  }
  assert.deepEqual([await visitor.states(), await other.states()], [{}, {}]);
});

test("a payment is compared with the order", async () => {
  const visitor = new Visitor();
  const order_id = await visitor.order();
  for (const fields of [{ price: 100 }, { status: 2 }, { order_id: "another" }]) {
    const receipt_id = await payment({ order_id, ...fields });
    assert.deepEqual(await visitor.post("/payment", { receipt_id, order_id }), { status: 409, ...NOT_CONFIRMED });
    assert.equal((await visitor.states())[order_id], "open");
  }
  const receipt_id = await payment({ order_id });
  assert.deepEqual(await visitor.post("/payment", { receipt_id, order_id }), { status: 200, ok: true, price: 1000 });
  assert.equal((await visitor.states())[order_id], "paid");
});

test("a server that cannot be reached is no refusal: try again", async () => {
  const visitor = new Visitor();
  const order_id = await visitor.order();
  await sandbox.fault("reset", { path: "/receipt" });
  const body = { receipt_id: await payment({ order_id }), order_id };
  assert.deepEqual(await visitor.post("/payment", body), { status: 503, ...NOT_CONFIRMED });
});

test("another site's page can do nothing with a visitor's cookie", async () => {
  const visitor = new Visitor();
  const order = await visitor.post("/orders", {}, { "sec-fetch-site": "cross-site" });
  assert.deepEqual(order, { status: 403, ok: false, error: "this came from another site" });
  const form = { method: "POST", body: new URLSearchParams({ purpose: "주류 구매" }) };
  assert.equal((await visitor.fetch("/identity/begin", form)).status, 400);
  const plain = { method: "POST", body: '{"purpose":"주류 구매"}', headers: { "content-type": "text/plain" } };
  assert.equal((await visitor.fetch("/identity/begin", plain)).status, 400);
  assert.deepEqual(await visitor.states(), {});
});

/** The webhook of a receipt, as BootPay writes it in one of the two kinds. */
async function webhookOf(receiptId, kind = "json") {
  const { order_id, price, status } = (await Bootpay.verify(receiptId)).data;
  const fields = { receipt_id: receiptId, order_id: order_id ?? "", price, status };
  if (kind === "json") return { body: JSON.stringify(fields), contentType: "application/json" };
  const form = new URLSearchParams({ ...fields, private_key: sandbox.privateKey });
  return { body: form.toString(), contentType: "application/x-www-form-urlencoded" };
}

/** Brings a webhook to the shop, or to another. */
async function deliver({ body, contentType }, { headers = {}, url = shop } = {}) {
  const options = { method: "POST", body, headers: { "content-type": contentType, ...headers } };
  const response = await fetch(`${url}/webhook`, options);
  return [response.status, await response.text(), response.headers.get("content-type")];
}

const OK = [200, "OK", "text/plain; charset=utf-8"];

/** Until the shop has answered all webhooks that were sent to it. */
async function told() {
  const patience = AbortSignal.timeout(60_000); // only so that a broken test ends
  while ((await sandbox.webhooks()).some(({ state }) => ["waiting", "sending"].includes(state))) patience.throwIfAborted();
  return (await sandbox.webhooks()).map(({ state }) => state);
}

test("the shop is told of a payment and of its cancel", async () => {
  for (const feedbackContentType of ["urlencoded", "json"]) {
    await sandbox.settings({ feedbackUrl: `${shop}/webhook`, feedbackContentType });
    const visitor = new Visitor();
    const order_id = await visitor.order();
    const window = await sandbox.window(order_id, { price: 1000 });
    await window.approve();
    assert.deepEqual(new Set(await told()), new Set(["delivered"]));
    assert.deepEqual(await visitor.states(), { [order_id]: "paid" });
    await Bootpay.cancel({ receiptId: window.receiptId });
    assert.deepEqual(new Set(await told()), new Set(["delivered"]));
    assert.deepEqual(await visitor.states(), { [order_id]: "cancelled" });
  }
});

test("a webhook of either kind pays an order, once, and a cancel takes it back", async () => {
  for (const kind of ["urlencoded", "json"]) {
    const visitor = new Visitor();
    const order_id = await visitor.order();
    const receipt_id = await payment({ order_id });
    const paid = await webhookOf(receipt_id, kind);
    for (let repeat = 0; repeat < 2; repeat++) {
      assert.deepEqual(await deliver(paid), OK);
      assert.deepEqual(await visitor.states(), { [order_id]: "paid" });
    }
    await Bootpay.cancel({ receiptId: receipt_id });
    const cancelled = await webhookOf(receipt_id, kind);
    assert.deepEqual(await deliver(cancelled), OK);
    assert.equal((await deliver(paid))[0], 409, "the receipt says otherwise by now");
    assert.deepEqual(await visitor.states(), { [order_id]: "cancelled" });
  }
});

test("an order that is paid twice is paid by the first receipt, and the cancel of the second leaves it so", async () => {
  const visitor = new Visitor();
  const order_id = await visitor.order();
  const [first, second] = [await payment({ order_id }), await payment({ order_id })];
  assert.equal((await visitor.post("/payment", { receipt_id: first, order_id })).status, 200);
  assert.deepEqual(await visitor.post("/payment", { receipt_id: second, order_id }), {
    status: 409,
    ...{ ok: false, error: "this order has another receipt" },
  });
  await Bootpay.cancel({ receiptId: second });
  assert.deepEqual(await deliver(await webhookOf(second, "json")), OK);
  assert.deepEqual(await visitor.states(), { [order_id]: "paid" });
});

test("a webhook that nobody should believe", async () => {
  const visitor = new Visitor();
  const order_id = await visitor.order();
  const waiting = await payment({ order_id, status: 2 });
  const json = await webhookOf(waiting, "json");
  const form = await webhookOf(waiting, "urlencoded");
  const edited = ({ body, contentType }, from, to) => ({ body: body.replace(from, to), contentType });
  for (const [webhook, status] of [
    [edited(json, '"status":2', '"status":1'), 409], // the receipt says otherwise
    [edited(form, "private_key=", "private_key=x"), 403],
    [edited(form, "private_key=", "key="), 403],
    [{ ...json, contentType: "text/xml" }, 403],
    [{ body: "{", contentType: "application/json" }, 403],
    [{ body: "", contentType: "application/json" }, 403],
  ]) {
    const [found, text] = await deliver(webhook);
    assert.deepEqual([found, JSON.parse(text)], [status, NOT_CONFIRMED]);
  }
  const cheap = await webhookOf(await payment({ order_id, price: 100 }), "json");
  assert.deepEqual(await deliver(cheap), OK, "it is genuine");
  assert.deepEqual(await visitor.states(), { [order_id]: "open" }, "and pays for nothing");
});

test("who has sent a webhook is told by a proxy only if it is the shop's own", async (t) => {
  const webhook = await webhookOf(await payment({}));
  const through = (address, url) => deliver(webhook, { headers: { "x-forwarded-for": address }, url });
  assert.equal((await through("6.6.6.6"))[0], 403, "it does not come from this machine's sandbox");
  assert.equal((await through("223.130.82.4"))[0], 403, "anybody can write that header");
  const env = { ...process.env, BOOTPAY_TRUSTED_PROXIES: "10.0.0.0/8,127.0.0.1", PORT: "0" };
  const stdio = ["ignore", "pipe", "ignore"];
  const behind = spawn(process.execPath, [fileURLToPath(new URL("server.mjs", import.meta.url))], { env, stdio });
  t.after(() => behind.kill());
  const [line] = await once(createInterface({ input: behind.stdout }), "line");
  const url = line.replace("listening on ", "");
  assert.deepEqual(await through("223.130.82.4, 10.0.0.7", url), OK);
  assert.equal((await through("223.130.82.4, 6.6.6.6", url))[0], 403);
});

test("an order never goes back", async () => {
  const orders = new Orders();
  const order = orders.issue("somebody");
  assert.ok(orders.advance(order, "r1", "cancelled"));
  assert.ok(orders.advance(order, "r1", "paid"), "news that comes late");
  assert.equal(order.state, "cancelled");
});

test("a webhook is repeated if the receipt could not be read", async () => {
  const visitor = new Visitor();
  const order_id = await visitor.order();
  const webhook = await webhookOf(await payment({ order_id }), "json");
  const fault = await sandbox.fault("reset", { path: "/receipt" });
  assert.equal((await deliver(webhook))[0], 503);
  await fault.remove();
  assert.deepEqual(await deliver(webhook), OK);
  assert.deepEqual(await visitor.states(), { [order_id]: "paid" });
});

test("what the shop writes names nobody and holds no key", async () => {
  const visitor = new Visitor();
  const { order_id, token } = await visitor.begin();
  const person = { username: "카나리아", phone: "01099998888", birth: "1991-09-09" };
  const { receipt_id } = await sandbox.identity({ orderId: order_id, ...person });
  await visitor.post("/identity", { receipt_id, token });
  await visitor.post("/identity", { receipt_id: person.username, token });
  await visitor.fetch("/identity", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `{"name":${person.username}`,
  });
  const form = await webhookOf(await payment({ order_id: "canary's" }), "urlencoded");
  assert.deepEqual(await deliver(form), OK);
  const [, receipt] = form.body.match(/receipt_id=(\w+)/);
  assert.ok(written.includes(`receipt ${receipt} is of no order`), written);
  assert.match(written, /identity\.confirm GET \/certificate\/\{receipt_id\} status=200/);
  for (const secret of [sandbox.privateKey, encodeURIComponent(sandbox.privateKey), token, ...Object.values(person)]) {
    assert.ok(!written.includes(secret), written);
  }
});
