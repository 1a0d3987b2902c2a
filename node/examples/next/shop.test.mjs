// The shop in Next with the sandbox of its project: `npx vitest run`. Its route handlers are called as Next calls them.
import { sandbox } from "bootpay-sandbox/vitest"; // before the shop: it reads the environment
import { beforeEach, expect, test, vi } from "vitest";
import * as identity from "./app/identity/route.js";
import * as begin from "./app/identity/begin/route.js";
import * as orders from "./app/orders/route.js";
import * as payment from "./app/payment/route.js";

/** The cookies of the browser that calls: Next has them outside of the request. */
const jar = vi.hoisted(() => new Map());
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: (name) => jar.get(name), set: (name, value) => jar.set(name, { value }) }),
}));
beforeEach(() => jar.clear());

async function post(route, fields) {
  const headers = { "content-type": "application/json" };
  const response = await route.POST(new Request("http://shop.test", { method: "POST", headers, body: JSON.stringify(fields) }));
  return { status: response.status, ...(await response.json()) };
}

const beginFor = (purpose) => post(begin, { purpose });

test("somebody signs up, once", async () => {
  const { request, token } = await beginFor("주류 구매");
  const { receipt_id } = await sandbox.person("turns_19_this_year", { orderId: request.order_id, username: "홍길동" });
  const verified = { status: 200, ok: true, name: "홍*동", purpose: "주류 구매" };
  expect(await post(identity, { receipt_id, token })).toEqual(verified);
  expect(await post(identity, { receipt_id, token })).toMatchObject({ status: 409, reason: "used" });
});

test("a minor is told so", async () => {
  const { request, token } = await beginFor("주류 구매");
  const { receipt_id } = await sandbox.person({ orderId: request.order_id, yearAge: 18 });
  expect(await post(identity, { receipt_id, token })).toMatchObject({ status: 403, reason: "minor" });
});

test("a window that was cancelled verifies nobody", async () => {
  const { request, token } = await beginFor("회원 가입");
  const window = await sandbox.window(request.order_id);
  await window.cancel();
  expect(await post(identity, { receipt_id: window.receiptId, token })).toMatchObject({ reason: "not_finished" });
});

test("an order is paid when its receipt says so", async () => {
  const { order_id } = await post(orders, {});
  for (const [price, status] of [
    [100, 409],
    [1000, 200],
  ]) {
    const { receipt_id } = await sandbox.payment({ price, status: 1, orderId: order_id });
    expect(await post(payment, { receipt_id, order_id })).toMatchObject({ status });
  }
});
