// The shop's books: which order was issued to whom, for how much, and how far it is; and who was verified. In memory, and
// gone with the process.

import { randomUUID } from "node:crypto";

const GOODS = { name: "키보드", price: 1000 };
/** An order never goes back, in whichever order the news of it comes. */
const STATES = ["open", "paid", "cancelled"];
/** What a receipt's status means to an order; of the others a shop need not hear. */
const STATE_OF_STATUS = { 1: "paid", 20: "cancelled" };

export class Orders {
  #orders = new Map();
  #verified = new Map();
  #acted = new Set(); // with a database: a unique index over receipt_id and status

  issue(owner) {
    const order = { id: randomUUID(), ...GOODS, owner, state: "open" };
    this.#orders.set(order.id, order);
    return order;
  }

  /** The order that a browser names, if it was issued to this very session. */
  issuedTo(owner, id) {
    const order = this.#orders.get(id);
    return order?.owner === owner ? order : undefined;
  }

  /** Keeps that somebody is old enough, and nothing else of the person. */
  verified(owner, proof) {
    this.#verified.set(proof.orderId, { owner, proof });
  }

  /** How far the orders of one owner are, and the verifications, by their ids. */
  statesOf(owner) {
    const isOwn = ([, record]) => record.owner === owner;
    const orders = [...this.#orders].filter(isOwn).map(([id, { state }]) => [id, state]);
    const people = [...this.#verified].filter(isOwn).map(([id]) => [id, "verified"]);
    return Object.fromEntries([...orders, ...people]);
  }

  /** Notes what a receipt says of an order. False if it has another receipt: it was paid twice. */
  advance(order, receiptId, state) {
    order.receiptId ??= receiptId;
    if (order.receiptId !== receiptId) return false;
    if (STATES.indexOf(state) > STATES.indexOf(order.state)) order.state = state;
    return true;
  }

  /**
   * Acts on a receipt that a webhook told of, once. The receipt is genuine; that it pays for an order, and that none did
   * before, is for us to see: false if somebody has to look at it.
   */
  act({ receipt_id, order_id, price, status }) {
    const once = `${receipt_id} ${status}`;
    const state = STATE_OF_STATUS[status];
    if (state === undefined || this.#acted.has(once)) return true;
    this.#acted.add(once);
    const order = this.#orders.get(order_id);
    return order?.price === price && this.advance(order, receipt_id, state);
  }
}
