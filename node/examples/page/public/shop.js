"use strict";

// The page of every example shop, whatever its server is written in. It starts what the server has issued an order for,
// and asks the server what came of it. What BootPay tells this page is believed by nobody: only the receipt's id goes on.

const START = {
  identity: { pg: "danal", method: "auth" },
  payment: { pg: "kcp", method: "card" },
};

// Empty where the server tells other sites' pages by Sec-Fetch-Site; Django and Rails have tokens for that.
const CSRF_TOKEN = document.querySelector('meta[name="csrf-token"]').content;

async function post(path, body) {
  const headers = { "content-type": "application/json", "x-csrf-token": CSRF_TOKEN };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
}

function show(result) {
  document.querySelector("#result").textContent = typeof result === "string" ? result : JSON.stringify(result);
}

async function start(kind) {
  const order = await post("/orders", { kind }); // application_id, order_id, name and price
  BootPay.request({ ...order, ...START[kind] })
    .error((event) => show(event.message))
    .cancel((event) => show(event.message))
    .done(async ({ receipt_id }) => show(await post(`/${kind}`, { receipt_id, order_id: order.order_id })));
}

for (const kind of Object.keys(START)) {
  document.querySelector(`#${kind}`).addEventListener("click", () => start(kind));
}
