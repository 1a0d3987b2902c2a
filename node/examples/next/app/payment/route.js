import { Bootpay } from "bootpay-backend-nodejs";
import { advance, handler, ownOrder, sent } from "../../shop.mjs";

export const POST = handler(async (request) => {
  const { receipt_id, order_id } = await sent(request);
  const order = await ownOrder("payment", order_id);
  const expected = { expectedPrice: order.price, expectedOrderId: order.id };
  const { data } = await Bootpay.verify(receipt_id, expected);
  advance(order, data, "paid");
  return { ok: true, price: order.price };
});
