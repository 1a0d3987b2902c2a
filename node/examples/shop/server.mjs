// A small shop: an identity verification and a card payment in the browser, both checked here, and the webhook.
//
// BOOTPAY_APPLICATION_ID, BOOTPAY_PRIVATE_KEY and BOOTPAY_WEB_APPLICATION_ID are the project's. BOOTPAY_BASE_URL names a
// sandbox, BOOTPAY_TRUSTED_PROXIES your own proxies (10.0.0.0/8,…; unix for one that comes over a Unix socket), PORT the
// port; 0 takes a free one.
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import express from "express";
import session from "express-session";
import { Bootpay, BootpayError } from "bootpay-backend-nodejs";
import * as orders from "./orders.mjs";
import { page } from "./page.mjs";
import { isAdult, masked } from "./person.mjs";

const { BOOTPAY_BASE_URL, BOOTPAY_TRUSTED_PROXIES = "", BOOTPAY_WEB_APPLICATION_ID, PORT = "3000" } = process.env;
/** What an error of bootpay means to whoever asked; 503 is the others: try again later. */
const STATUS = { invalid_request: 400, webhook: 403, mismatch: 409 };
/** What a receipt's status means to an order; of the others a shop need not hear. */
const STATES = { 1: "paid", 20: "cancelled" };

const app = express().disable("x-powered-by");

// Before everything that reads bodies or cookies: a webhook is read as it came, and comes from no browser.
app.post("/webhook", express.raw({ type: () => true, limit: "1mb" }), async (request, response) => {
  const event = Bootpay.webhook.verify(request.body, {
    contentType: request.get("content-type"),
    remoteAddress: request.socket.remoteAddress,
    forwardedFor: request.get("x-forwarded-for"),
    trustedProxies: BOOTPAY_TRUSTED_PROXIES.split(",").filter(Boolean),
  });
  const receipt = await Bootpay.webhook.reverify(event);
  act(receipt.data);
  response.type("text/plain").send(Bootpay.webhook.ANSWER);
});

const acted = new Set(); // with a database: a unique index over receipt_id and status

/** The receipt is genuine. That it pays for the order, and that nobody acted on it before, is for us to see. */
function act({ receipt_id, order_id, price, status }) {
  const once = `${receipt_id} ${status}`;
  if (acted.has(once)) return;
  acted.add(once);
  const order = orders.find(order_id);
  const state = STATES[status];
  const isOurs = order?.kind === "payment" && order.price === price;
  if (state && !(isOurs && orders.advance(order, receipt_id, state))) {
    console.error(`receipt ${receipt_id} is of no order, or of one with another price or receipt: look at it`);
  }
}

app.use(express.static(fileURLToPath(new URL("public", import.meta.url))));
const cookie = { httpOnly: true, sameSite: "lax", secure: "auto" };
app.use(session({ secret: randomBytes(32).toString("hex"), resave: false, saveUninitialized: true, cookie }));
// Another site's page can neither send JSON with our cookie nor hide where it comes from.
app.use(express.json(), (request, _response, next) => {
  const site = request.get("sec-fetch-site") ?? "same-origin";
  next(site === "same-origin" || request.method === "GET" ? undefined : refusal(403, "this came from another site"));
});

app.get("/", (_request, response) => {
  response.send(page(BOOTPAY_BASE_URL || "https://cdn.bootpay.co.kr"));
});

app.post("/orders", (request, response) => {
  const { kind } = request.body ?? {};
  if (!orders.isSold(kind)) throw refusal(400, "kind must be identity or payment");
  const { id, price, name } = orders.issue(kind, request.sessionID);
  response.json({ order_id: id, price, name, application_id: BOOTPAY_WEB_APPLICATION_ID });
});

app.get("/orders", (request, response) => {
  response.json(Object.fromEntries(orders.of(request.sessionID).map(({ id, state }) => [id, state])));
});

app.post("/identity", async (request, response) => {
  const order = ownOrder(request, "identity");
  const { data } = await Bootpay.certificate(request.body.receipt_id);
  // A certificate says who somebody is, and not that it is who sits there.
  if (data.order_id !== order.id) throw refusal(409, "this certificate is of another order");
  const { username, birth } = data.certificate;
  const adult = isAdult(birth);
  if (adult === null) throw refusal(422, "this certificate has no date of birth");
  advance(order, data, "verified");
  response.json({ ok: true, name: masked(username), adult });
});

app.post("/payment", async (request, response) => {
  const order = ownOrder(request, "payment");
  const expected = { expectedPrice: order.price, expectedOrderId: order.id };
  const { data } = await Bootpay.verify(request.body.receipt_id, expected);
  advance(order, data, "paid");
  response.json({ ok: true, price: order.price });
});

/** The order that a browser names, if it was issued to this very session. */
function ownOrder(request, kind) {
  const order = orders.find(request.body?.order_id);
  if (order?.kind === kind && order.owner === request.sessionID) return order;
  throw refusal(404, "this session has no such order");
}

function advance(order, { receipt_id }, state) {
  if (!orders.advance(order, receipt_id, state)) throw refusal(409, "this order has another receipt");
}

/** `expose`, as express has it: whoever asked may read the message. */
function refusal(status, message) {
  return Object.assign(new Error(message), { status, expose: true });
}

app.use((error, _request, response, _next) => {
  // An error of bootpay quotes nobody's data; what is exposed may quote what was sent, and is not logged.
  if (!error.expose) console.error(error instanceof BootpayError ? `${error.name}: ${error.message}` : error);
  const isUnknown = error.kind === "api" && error.status === 404;
  const status = error.expose || isUnknown ? error.status : (STATUS[error.kind] ?? 503);
  response.status(status).json({ ok: false, error: error.expose ? error.message : "this could not be confirmed" });
});

const server = app.listen(Number(PORT), "127.0.0.1", (error) => {
  if (error) throw error;
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
