import { Bootpay } from "bootpay-backend-nodejs";
import { refusal } from "../../../shop/refusals.mjs";
import { handler, orders, owner, sent } from "../../shop.mjs";

export const POST = handler(async (request) => {
  const { receipt_id, order_id } = await sent(request);
  const order = orders.issuedTo(await owner(), order_id);
  if (order === undefined) throw refusal(404, "this session has no such order");
  const expected = { expectedPrice: order.price, expectedOrderId: order.id };
  const { data } = await Bootpay.verify(receipt_id, expected);
  if (!orders.advance(order, data.receipt_id, "paid")) throw refusal(409, "this order has another receipt");
  return { ok: true, price: order.price };
});
