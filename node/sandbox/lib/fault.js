"use strict";

class Fault {
  #control;

  constructor(control, fields) {
    this.#control = control;
    this.fields = fields;
  }

  async remove() {
    await this.#control.delete(`/sandbox/faults/${this.fields.id}`);
  }

  [Symbol.asyncDispose]() {
    return this.remove();
  }
}

exports.Fault = Fault;
