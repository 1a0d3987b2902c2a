"use strict";

const { beginningWith } = require("./first-field.js");

/** The window of a verification or a payment, open until it is approved, cancelled or failed. */
class Window {
  #control;

  constructor(control, told) {
    this.#control = control;
    this.receiptId = told.receipt_id;
    this.orderId = told.order_id;
    this.kind = told.kind;
    this.url = told.url;
  }

  get #route() {
    return `/sandbox/windows/${encodeURIComponent(this.receiptId)}`;
  }

  async state() {
    return (await this.#control.get(this.#route)).state;
  }

  approve(persona, fields) {
    return this.#control.post(`${this.#route}/approve`, beginningWith("persona", persona, fields));
  }

  cancel() {
    return this.#control.post(`${this.#route}/cancel`);
  }

  fail(message) {
    return this.#control.post(`${this.#route}/fail`, message === undefined ? undefined : { message });
  }
}

exports.Window = Window;
