import { Bootpay } from "bootpay-backend-nodejs";
import { isAdult, masked } from "../../../shop/person.mjs";
import { refusal } from "../../../shop/refusals.mjs";
import { advance, handler, ownOrder, sent } from "../../shop.mjs";

export const POST = handler(async (request) => {
  const { receipt_id, order_id } = await sent(request);
  const order = await ownOrder("identity", order_id);
  const { data } = await Bootpay.certificate(receipt_id);
  // A certificate says who somebody is, and not that it is who sits there.
  if (data.order_id !== order.id) throw refusal(409, "this certificate is of another order");
  const { username, birth } = data.certificate;
  const adult = isAdult(birth);
  if (adult === null) throw refusal(422, "this certificate has no date of birth");
  advance(order, data, "verified");
  return { ok: true, name: masked(username), adult };
});
