// @ts-check
/// <reference types="bootpay-backend-nodejs/browser" />
"use strict";

// The page of every example shop, whatever its server is written in. It starts what the server has begun, and asks the
// server what came of it. What BootPay tells this page is believed by nobody: only the receipt's id goes on.

/** @type {(selector: string) => any} */
const element = (selector) => document.querySelector(selector);

// Empty where the server tells other sites' pages by Sec-Fetch-Site; Django and Rails have tokens for that.
const CSRF_TOKEN = element('meta[name="csrf-token"]').content;

/** @type {(path: string, body: object) => Promise<any>} */
async function post(path, body) {
  const headers = { "content-type": "application/json", "x-csrf-token": CSRF_TOKEN };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
}

/** @param {unknown} result */
function show(result) {
  element("#result").textContent = typeof result === "string" ? result : JSON.stringify(result);
}

/**
 * Opens the window; `confirm` asks the server about the receipt that it gave.
 *
 * @param {import("bootpay-backend-nodejs/browser").BootPayRequest} request
 * @param {(receiptId: string) => Promise<any>} confirm
 */
function open(request, confirm) {
  BootPay.request(request)
    .error((event) => show(event.message))
    .cancel((event) => show(event.message))
    .done(async ({ receipt_id }) => {
      const answer = await confirm(receipt_id);
      show(answer.ok ? answer : answer.error);
    });
}

element("#identity").addEventListener("click", async () => {
  const purpose = element("#purpose").value;
  const { token, request } = await post("/identity/begin", { purpose });
  open(request, (receipt_id) => post("/identity", { receipt_id, token }));
});

element("#payment").addEventListener("click", async () => {
  const order = await post("/orders", {}); // application_id, order_id, name and price
  open({ ...order, pg: "kcp", method: "card" }, (receipt_id) =>
    post("/payment", { receipt_id, order_id: order.order_id }),
  );
});
