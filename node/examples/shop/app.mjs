// The shop in Express: an identity verification and a card payment in the browser, both checked here, and the webhook.
import { randomBytes } from "node:crypto";
import express from "express";
import session from "express-session";
import { Bootpay, once } from "bootpay-backend-nodejs";
import { identity } from "bootpay-backend-nodejs/express";
import { SCRIPT_ORIGIN, TRUSTED_PROXIES, WEB_APPLICATION_ID } from "./environment.mjs";
import { Orders } from "./orders.mjs";
import { PAGE_FOLDER, page } from "./page.mjs";
import { lawOf, minor, purposeOf } from "./purposes.mjs";
import { answerTo, refusal, refuseOtherSites } from "./refusals.mjs";

const orders = new Orders();
export const app = express().disable("x-powered-by");

// Before everything that reads bodies or cookies: a webhook is read as it came, and comes from no browser.
app.post("/webhook", express.raw({ type: () => true, limit: "1mb" }), async (request, response) => {
  const event = Bootpay.webhook.verify(request.body, {
    contentType: request.get("content-type"),
    remoteAddress: request.socket.remoteAddress,
    forwardedFor: request.get("x-forwarded-for"),
    trustedProxies: TRUSTED_PROXIES,
  });
  const { data } = await Bootpay.webhook.reverify(event);
  if (!orders.act(data)) {
    console.error(`receipt ${data.receipt_id} is of no order, or of one with another price or receipt: look at it`);
  }
  response.type("text/plain").send(Bootpay.webhook.ANSWER);
});

app.use(express.static(`${PAGE_FOLDER}public`));
const cookie = { httpOnly: true, sameSite: "lax", secure: "auto" };
app.use(session({ secret: randomBytes(32).toString("hex"), resave: false, saveUninitialized: true, cookie }));
app.use(express.json(), (request, _response, next) => {
  refuseOtherSites(request.method, request.get("sec-fetch-site"));
  next();
});

app.get("/", (_request, response) => {
  response.send(page(SCRIPT_ORIGIN));
});

app.post("/orders", (request, response) => {
  const { id, price, name } = orders.issue(request.sessionID);
  response.json({ order_id: id, price, name, application_id: WEB_APPLICATION_ID });
});

app.get("/orders", (request, response) => {
  response.json(orders.statesOf(request.sessionID));
});

// identity
const { begin, confirm } = identity({ once: once.memory(), webApplicationId: WEB_APPLICATION_ID });
app.post("/identity/begin", begin((request) => purposeOf(request.body)));
app.post("/identity", confirm, ({ person, sessionID }, response) => {
  const law = lawOf(person.purpose);
  if (!person.isAdult(law)) throw minor(person.purpose);
  orders.verified(sessionID, person.minimal(law));
  response.json({ ok: true, name: person.name, purpose: person.purpose });
});
// end of identity

app.post("/payment", async (request, response) => {
  const order = ownOrder(request);
  const expected = { expectedPrice: order.price, expectedOrderId: order.id };
  const { data } = await Bootpay.verify(request.body.receipt_id, expected);
  advance(order, data, "paid");
  response.json({ ok: true, price: order.price });
});

function ownOrder(request) {
  const order = orders.issuedTo(request.sessionID, request.body?.order_id);
  if (order === undefined) throw refusal(404, "this session has no such order");
  return order;
}

function advance(order, { receipt_id }, state) {
  if (!orders.advance(order, receipt_id, state)) throw refusal(409, "this order has another receipt");
}

app.use((error, _request, response, _next) => {
  const { status, body } = answerTo(error);
  response.status(status).json(body);
});
