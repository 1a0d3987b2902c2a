// What every route of this shop needs.
import { randomUUID } from "node:crypto";
import { once } from "bootpay-backend-nodejs";
import { identity } from "bootpay-backend-nodejs/next";
import { cookies } from "next/headers";
import { WEB_APPLICATION_ID } from "../shop/environment.mjs";
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

// identity
const used = (globalThis.used ??= once.memory());
export const verification = identity({ once: used, webApplicationId: WEB_APPLICATION_ID, session: owner });
// end of identity

/** A route handler that gives a response, or what becomes one in JSON, or says what it refuses. */
export const handler = (handle) => async (request) => {
  try {
    refuseOtherSites(request.method, request.headers.get("sec-fetch-site") ?? undefined);
    const answer = await handle(request);
    return answer instanceof Response ? answer : Response.json(answer);
  } catch (error) {
    const { status, body } = answerTo(error);
    return Response.json(body, { status });
  }
};

/** What the shop's page has sent. */
export async function sent(request) {
  const isJson = request.headers.get("content-type")?.startsWith("application/json");
  const fields = isJson ? await request.json().catch(() => null) : null;
  if (fields === null || typeof fields !== "object") throw refusal(400, "send a JSON object");
  return fields;
}
