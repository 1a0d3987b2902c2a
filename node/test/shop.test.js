"use strict";

// The example shop, driven by HTTP against the sandbox; what a browser's window would make is made by control routes.

const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const path = require("node:path");
const readline = require("node:readline");
const { after, afterEach, before, test } = require("node:test");
const { BootpayClient } = require("bootpay-backend-nodejs");
const { Sandbox } = require("./sandbox.js");
const { webhookOf } = require("./webhooks.js");

const FOLDER = path.join(__dirname, "..", "examples", "shop");

let sandbox;
let shop;
let client;
before(async () => {
  sandbox = await Sandbox.start();
  shop = await start();
  client = new BootpayClient(sandbox.application_id, sandbox.private_key, "", { baseUrl: sandbox.url });
});
afterEach(() => sandbox.control("DELETE", "/sandbox/faults")); // no reset: it would give the same ids again
after(async () => {
  await stop(shop);
  await sandbox.stop();
});

async function stop({ process: child }) {
  const ended = once(child, "exit");
  child.kill();
  await ended;
}

/** A shop on a free port, with all that it writes. */
async function start(settings) {
  const env = {
    ...process.env,
    BOOTPAY_BASE_URL: sandbox.url,
    BOOTPAY_APPLICATION_ID: sandbox.application_id,
    BOOTPAY_PRIVATE_KEY: sandbox.private_key,
    BOOTPAY_WEB_APPLICATION_ID: sandbox.web_application_id,
    BOOTPAY_LOG: "debug",
    PORT: "0",
    ...settings,
  };
  const child = spawn(process.execPath, [path.join(FOLDER, "server.mjs")], { env });
  process.once("exit", () => child.kill());
  const written = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => written.push(String(text)));
  const ended = once(child, "exit").then(() => assert.fail(`the shop did not start:\n${written.join("")}`));
  const [line] = await Promise.race([once(readline.createInterface({ input: child.stdout }), "line"), ended]);
  ended.catch(() => {});
  return { process: child, url: line.replace("listening on ", ""), written };
}

/** A browser: it keeps its cookie. */
class Visitor {
  #cookie = "";

  async fetch(route, options = {}) {
    const headers = { ...options.headers, cookie: this.#cookie };
    const response = await fetch(shop.url + route, { ...options, headers });
    this.#cookie = response.headers.get("set-cookie")?.split(";")[0] ?? this.#cookie;
    return response;
  }

  async post(route, body, headers) {
    const options = { method: "POST", headers: { "content-type": "application/json", ...headers } };
    const response = await this.fetch(route, { ...options, body: JSON.stringify(body) });
    return { status: response.status, ...(await response.json()) };
  }

  async order(kind) {
    return (await this.post("/orders", { kind })).order_id;
  }

  async states() {
    return (await this.fetch("/orders")).json();
  }
}

const identity = async (fields) => (await sandbox.control("POST", "/sandbox/identities", fields)).receipt_id;
const payment = async (fields) =>
  (await sandbox.control("POST", "/sandbox/payments", { price: 1000, status: 1, pg: "kcp", ...fields })).receipt_id;

const NOT_CONFIRMED = { ok: false, error: "this could not be confirmed" };

test("the page loads BootPay's script and the shop's, and starts a session that no script can read", async () => {
  const response = await fetch(shop.url);
  assert.match(response.headers.get("content-type"), /^text\/html; charset=utf-8/);
  assert.match(response.headers.get("set-cookie"), /HttpOnly; SameSite=Lax/);
  const html = await response.text();
  assert.ok(html.includes(`<script src="${sandbox.url}/js/bootpay-3.3.3.min.js"></script>`), html);
  assert.ok(!html.includes(sandbox.private_key) && !html.includes(sandbox.application_id));
  const script = await fetch(`${shop.url}/shop.js`);
  assert.match(script.headers.get("content-type"), /javascript/);
  const { page } = await import(path.join(FOLDER, "page.mjs"));
  assert.ok(!page('"><script>alert(1)</script>').includes("<script>alert"));
});

test("an order is issued to one session", async () => {
  const [visitor, other] = [new Visitor(), new Visitor()];
  const bought = await visitor.post("/orders", { kind: "payment" });
  const asked = await visitor.post("/orders", { kind: "identity" });
  const application_id = sandbox.web_application_id;
  assert.deepEqual(bought, { status: 200, order_id: bought.order_id, price: 1000, name: "키보드", application_id });
  assert.deepEqual(asked, { status: 200, order_id: asked.order_id, price: 0, name: "본인인증", application_id });
  assert.deepEqual(await visitor.states(), { [bought.order_id]: "open", [asked.order_id]: "open" });
  assert.deepEqual(await other.states(), {});
  for (const kind of [undefined, "", "toString", ["payment"], null]) {
    assert.deepEqual(await visitor.post("/orders", { kind }), {
      status: 400,
      ok: false,
      error: "kind must be identity or payment",
    });
  }
});

test("an identity: a masked name, and whether it is an adult", async () => {
  const visitor = new Visitor();
  for (const [birth, adult] of [
    ["1990-10-04", true],
    ["19901004", true],
    ["2999-01-01", false],
  ]) {
    const order_id = await visitor.order("identity");
    const receipt_id = await identity({ order_id, username: "홍길동", birth });
    assert.deepEqual(await visitor.post("/identity", { receipt_id, order_id }), {
      status: 200,
      ...{ ok: true, name: "홍*동", adult },
    });
    assert.equal((await visitor.states())[order_id], "verified");
  }
});

test("an identity of another order or another session is none", async () => {
  const [visitor, other] = [new Visitor(), new Visitor()];
  const order_id = await visitor.order("identity");
  const receipt_id = await identity({ order_id });
  const stranger = await identity({ order_id: "somebody's" });
  const wrong = { status: 409, ok: false, error: "this certificate is of another order" };
  assert.deepEqual(await visitor.post("/identity", { receipt_id: stranger, order_id }), wrong);
  const notTheirs = { status: 404, ok: false, error: "this session has no such order" };
  assert.deepEqual(await other.post("/identity", { receipt_id, order_id }), notTheirs);
  const bought = await visitor.order("payment");
  assert.deepEqual(await visitor.post("/identity", { receipt_id, order_id: bought }), notTheirs);
  for (const body of [undefined, {}, { order_id: { $ne: 1 } }]) {
    assert.deepEqual(await visitor.post("/identity", body), notTheirs);
  }
  for (const [given, status] of [
    ["0".repeat(24), 404],
    ["../receipt", 400],
    [undefined, 400],
    [{ a: 1 }, 400],
  ]) {
    assert.deepEqual(await visitor.post("/identity", { receipt_id: given, order_id }), { status, ...NOT_CONFIRMED });
  }
  const unborn = await identity({ order_id, birth: null });
  assert.equal((await visitor.post("/identity", { receipt_id: unborn, order_id })).status, 422);
  assert.equal((await visitor.states())[order_id], "open");
});

test("a payment is compared with the order", async () => {
  const visitor = new Visitor();
  const order_id = await visitor.order("payment");
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
  const order_id = await visitor.order("payment");
  await sandbox.fault({ path: "/receipt", kind: "reset" });
  const body = { receipt_id: await payment({ order_id }), order_id };
  assert.deepEqual(await visitor.post("/payment", body), { status: 503, ...NOT_CONFIRMED });
});

test("another site's page can do nothing with a visitor's cookie", async () => {
  const visitor = new Visitor();
  const order = await visitor.post("/orders", { kind: "payment" }, { "sec-fetch-site": "cross-site" });
  assert.deepEqual(order, { status: 403, ok: false, error: "this came from another site" });
  const form = { method: "POST", body: new URLSearchParams({ kind: "payment" }) };
  assert.equal((await visitor.fetch("/orders", form)).status, 400);
  const plain = { method: "POST", body: '{"kind":"payment"}', headers: { "content-type": "text/plain" } };
  assert.equal((await visitor.fetch("/orders", plain)).status, 400);
  assert.deepEqual(await visitor.states(), {});
});

/** Brings a webhook to the shop, or to another. */
async function deliver({ body, contentType }, { headers = {}, url = shop.url } = {}) {
  const options = { method: "POST", body, headers: { "content-type": contentType, ...headers } };
  const response = await fetch(`${url}/webhook`, options);
  return [response.status, await response.text(), response.headers.get("content-type")];
}

const OK = [200, "OK", "text/plain; charset=utf-8"];

test("a webhook of either kind pays an order, once, and a cancel takes it back", async () => {
  for (const kind of ["urlencoded", "json"]) {
    const visitor = new Visitor();
    const order_id = await visitor.order("payment");
    const receipt_id = await payment({ order_id });
    const paid = await webhookOf(sandbox, client, receipt_id, kind);
    for (let repeat = 0; repeat < 2; repeat++) {
      assert.deepEqual(await deliver(paid), OK);
      assert.deepEqual(await visitor.states(), { [order_id]: "paid" });
    }
    await client.cancel({ receiptId: receipt_id });
    const cancelled = await webhookOf(sandbox, client, receipt_id, kind);
    assert.deepEqual(await deliver(cancelled), OK);
    assert.equal((await deliver(paid))[0], 409, "the receipt says otherwise by now");
    assert.deepEqual(await visitor.states(), { [order_id]: "cancelled" });
  }
});

test("an order that is paid twice is paid by the first receipt, and the cancel of the second leaves it so", async () => {
  const visitor = new Visitor();
  const order_id = await visitor.order("payment");
  const [first, second] = [await payment({ order_id }), await payment({ order_id })];
  assert.equal((await visitor.post("/payment", { receipt_id: first, order_id })).status, 200);
  assert.deepEqual(await visitor.post("/payment", { receipt_id: second, order_id }), {
    status: 409,
    ...{ ok: false, error: "this order has another receipt" },
  });
  await client.cancel({ receiptId: second });
  assert.deepEqual(await deliver(await webhookOf(sandbox, client, second, "json")), OK);
  assert.deepEqual(await visitor.states(), { [order_id]: "paid" });
});

test("a webhook that nobody should believe", async () => {
  const visitor = new Visitor();
  const order_id = await visitor.order("payment");
  const waiting = await payment({ order_id, status: 2 });
  const json = await webhookOf(sandbox, client, waiting, "json");
  const form = await webhookOf(sandbox, client, waiting, "urlencoded");
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
  const cheap = await webhookOf(sandbox, client, await payment({ order_id, price: 100 }), "json");
  assert.deepEqual(await deliver(cheap), OK, "it is genuine");
  assert.deepEqual(await visitor.states(), { [order_id]: "open" }, "and pays for nothing");
});

test("who has sent a webhook is told by a proxy only if it is the shop's own", async () => {
  const webhook = await webhookOf(sandbox, client, await payment({}), "json");
  const through = (address, url) => deliver(webhook, { headers: { "x-forwarded-for": address }, url });
  assert.equal((await through("6.6.6.6"))[0], 403, "it does not come from this machine's sandbox");
  assert.equal((await through("223.130.82.4"))[0], 403, "anybody can write that header");
  const behind = await start({ BOOTPAY_TRUSTED_PROXIES: "10.0.0.0/8,127.0.0.1" });
  try {
    assert.deepEqual(await through("223.130.82.4, 10.0.0.7", behind.url), OK);
    assert.equal((await through("223.130.82.4, 6.6.6.6", behind.url))[0], 403);
  } finally {
    await stop(behind);
  }
});

test("an order never goes back", async () => {
  const { Orders } = await import(path.join(FOLDER, "orders.mjs"));
  const orders = new Orders();
  const order = orders.issue("payment", "somebody");
  assert.ok(orders.advance(order, "r1", "cancelled"));
  assert.ok(orders.advance(order, "r1", "paid"), "news that comes late");
  assert.equal(order.state, "cancelled");
});

test("a webhook is repeated if the receipt could not be read", async () => {
  const visitor = new Visitor();
  const order_id = await visitor.order("payment");
  const webhook = await webhookOf(sandbox, client, await payment({ order_id }), "json");
  await sandbox.fault({ path: "/receipt", kind: "reset" });
  assert.equal((await deliver(webhook))[0], 503);
  await sandbox.control("DELETE", "/sandbox/faults");
  assert.deepEqual(await deliver(webhook), OK);
  assert.deepEqual(await visitor.states(), { [order_id]: "paid" });
});

test("what the shop writes names nobody and holds no key", async () => {
  const visitor = new Visitor();
  const order_id = await visitor.order("identity");
  const person = { username: "카나리아", phone: "01099998888", birth: "1991-09-09" };
  const receipt_id = await identity({ order_id, ...person });
  await visitor.post("/identity", { receipt_id, order_id });
  await visitor.post("/identity", { receipt_id: person.username, order_id });
  await visitor.fetch("/identity", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `{"name":${person.username}`,
  });
  const form = await webhookOf(sandbox, client, await payment({ order_id: "canary's" }), "urlencoded");
  assert.deepEqual(await deliver(form), OK);
  const [, receipt] = form.body.match(/receipt_id=(\w+)/);
  const patience = AbortSignal.timeout(60_000); // only so that a broken test ends
  while (!shop.written.join("").includes(`receipt ${receipt} is of no order`)) {
    await once(shop.process.stderr, "data", { signal: patience });
  }
  const written = shop.written.join("");
  assert.match(written, /certificate\.get GET \/certificate\/\{receipt_id\} status=200/);
  for (const secret of [sandbox.private_key, encodeURIComponent(sandbox.private_key), ...Object.values(person)]) {
    assert.ok(!written.includes(secret), written);
  }
});

test("names are masked, and ages are counted as in Korea", async () => {
  const { masked, isAdult } = await import(path.join(FOLDER, "person.mjs"));
  assert.deepEqual(["홍길동", "이황", "남궁민수", "𠮷野家", "이"].map(masked), ["홍*동", "이*", "남**수", "𠮷*家", "이"]);
  const lastHour = new Date("2026-03-01T14:59:59Z"); // 23:59 in Seoul
  const nextDay = new Date("2026-03-01T15:00:00Z");
  assert.deepEqual([isAdult("2007-03-02", lastHour), isAdult("2007-03-02", nextDay)], [false, true]);
  assert.equal(isAdult("20070301", lastHour), true);
  for (const birth of [undefined, null, "", "900101", "1990-1-1"]) assert.equal(isAdult(birth, nextDay), null);
});
