// The shop in Nest with the sandbox of its project: `npm run build && node --test dist/`.
import { sandbox } from "bootpay-sandbox/node-test"; // before the shop: it reads the environment
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createApp } from "./app.js";

const app = await createApp();
let shop = ""; // where it listens
before(async () => {
  await app.listen(0, "127.0.0.1");
  shop = await app.getUrl();
});
after(() => app.close());

interface Answer {
  status: number;
  order_id: string;
  token: string;
  request: { order_id: string };
  [field: string]: unknown;
}

/** A browser: it keeps its cookie. */
class Visitor {
  private cookie = "";

  async post(route: string, fields: object): Promise<Answer> {
    const headers = { "content-type": "application/json", cookie: this.cookie };
    const response = await fetch(shop + route, { method: "POST", headers, body: JSON.stringify(fields) });
    this.cookie = response.headers.get("set-cookie")?.split(";")[0] ?? this.cookie;
    return { status: response.status, ...(await response.json()) };
  }

  begin() {
    return this.post("/identity/begin", { purpose: "주류 구매" });
  }
}

test("somebody signs up, once", async () => {
  const visitor = new Visitor();
  const { request, token } = await visitor.begin();
  const { receipt_id } = await sandbox.person("turns_19_this_year", { orderId: request.order_id, username: "홍길동" });
  const verified = { status: 200, ok: true, name: "홍*동", purpose: "주류 구매" };
  assert.deepEqual(await visitor.post("/identity", { receipt_id, token }), verified);
  assert.equal((await visitor.post("/identity", { receipt_id, token })).reason, "used");
});

test("a minor is told so", async () => {
  const visitor = new Visitor();
  const { request, token } = await visitor.begin();
  const { receipt_id } = await sandbox.person({ orderId: request.order_id, yearAge: 18 });
  const { status, reason } = await visitor.post("/identity", { receipt_id, token });
  assert.deepEqual([status, reason], [403, "minor"]);
});

test("a window that was cancelled verifies nobody", async () => {
  const visitor = new Visitor();
  const { request, token } = await visitor.begin();
  const window = await sandbox.window(request.order_id);
  await window.cancel();
  assert.equal((await visitor.post("/identity", { receipt_id: window.receiptId, token })).reason, "not_finished");
});

test("an order is paid when its receipt says so", async () => {
  const visitor = new Visitor();
  const { order_id } = await visitor.post("/orders", {});
  for (const [price, status] of [
    [100, 409],
    [1000, 200],
  ]) {
    const { receipt_id } = await sandbox.payment({ price: price!, status: 1, orderId: order_id });
    assert.equal((await visitor.post("/payment", { receipt_id, order_id })).status, status);
  }
});
