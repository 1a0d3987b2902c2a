import { WEB_APPLICATION_ID } from "../../../shop/environment.mjs";
import { handler, orders, owner, sent } from "../../shop.mjs";

export const GET = handler(async () => orders.statesOf(await owner()));

export const POST = handler(async (request) => {
  await sent(request);
  const { id, price, name } = orders.issue(await owner());
  return { order_id: id, price, name, application_id: WEB_APPLICATION_ID };
});
