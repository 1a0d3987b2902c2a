// What every route of this shop needs.
import { randomUUID } from "node:crypto";
import { cookies } from "next/headers";
import { Orders } from "../shop/orders.mjs";
import { answerTo, refusal, refuseOtherSites } from "../shop/refusals.mjs";

// In memory, as in the other shops. Next may load a module once for each route, and there must be one set of books.
export const orders = (globalThis.orders ??= new Orders());

/** The session of whoever asks: a cookie that nobody can guess and no script can read. */
export async function owner() {
  const jar = await cookies();
  const known = jar.get("session")?.value;
  if (known !== undefined) return known;
  const session = randomUUID();
  jar.set("session", session, { httpOnly: true, sameSite: "lax" }); // behind https: secure: true
  return session;
}

/** A route handler that gives JSON, or says what it refuses. */
export const handler = (handle) => async (request) => {
  try {
    return Response.json(await handle(request));
  } catch (error) {
    const { status, body } = answerTo(error);
    return Response.json(body, { status });
  }
};

/** What the shop's page has sent. */
export async function sent(request) {
  refuseOtherSites(request.method, request.headers.get("sec-fetch-site") ?? undefined);
  const isJson = request.headers.get("content-type")?.startsWith("application/json");
  const fields = isJson ? await request.json().catch(() => null) : null;
  if (fields === null || typeof fields !== "object") throw refusal(400, "send a JSON object");
  return fields;
}

export async function ownOrder(kind, id) {
  const order = orders.issuedTo(await owner(), kind, id);
  if (order === undefined) throw refusal(404, "this session has no such order");
  return order;
}

export function advance(order, { receipt_id }, state) {
  if (!orders.advance(order, receipt_id, state)) throw refusal(409, "this order has another receipt");
}
