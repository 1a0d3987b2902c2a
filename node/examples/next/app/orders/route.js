import { WEB_APPLICATION_ID } from "../../../shop/environment.mjs";
import { isSold } from "../../../shop/orders.mjs";
import { refusal } from "../../../shop/refusals.mjs";
import { handler, orders, owner, sent } from "../../shop.mjs";

export const GET = handler(async () => orders.statesOf(await owner()));

export const POST = handler(async (request) => {
  const { kind } = await sent(request);
  if (!isSold(kind)) throw refusal(400, "kind must be identity or payment");
  const { id, price, name } = orders.issue(kind, await owner());
  return { order_id: id, price, name, application_id: WEB_APPLICATION_ID };
});
