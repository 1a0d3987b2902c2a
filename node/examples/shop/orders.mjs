// The shop's books: which order was issued to whom, for how much, and how far it is. In memory, and gone with the process.

import { randomUUID } from "node:crypto";

const GOODS = { identity: { name: "본인인증", price: 0 }, payment: { name: "키보드", price: 1000 } };
/** An order never goes back, in whichever order the news of it comes. */
const STATES = ["open", "verified", "paid", "cancelled"];

const orders = new Map();

export const isSold = (kind) => typeof kind === "string" && Object.hasOwn(GOODS, kind);

export function issue(kind, owner) {
  const order = { id: randomUUID(), kind, ...GOODS[kind], owner, state: "open" };
  orders.set(order.id, order);
  return order;
}

export const find = (id) => orders.get(id);

export const of = (owner) => [...orders.values()].filter((order) => order.owner === owner);

/** Notes what a receipt says of an order. False if it has another receipt: it was paid twice. */
export function advance(order, receiptId, state) {
  order.receiptId ??= receiptId;
  if (order.receiptId !== receiptId) return false;
  if (STATES.indexOf(state) > STATES.indexOf(order.state)) order.state = state;
  return true;
}
