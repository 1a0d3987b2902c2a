// A panic on either side of the door is a rejected promise, and the same client works on.
"use strict";

const assert = require("node:assert");
const path = require("node:path");
const { Bootpay, BootpayError } = require("bootpay-backend-nodejs");
const native = require(path.join(path.dirname(require.resolve("bootpay-backend-nodejs")), "native.js"));

// The native handle, which asks for a panic instead of the next call's operation.
const { call } = native.Handle.prototype;
let panic = null;
native.Handle.prototype.call = function (operation, ...rest) {
  const asked = panic ?? operation;
  panic = null;
  return call.call(this, asked, ...rest);
};

(async () => {
  Bootpay.setConfig("a", "k", "production", { baseUrl: "http://127.0.0.1:1", maxRetries: 0 });
  for (const where of ["panic.inside", "panic.outside"]) {
    panic = where;
    // nobody knows an operation of this name, or how far it got
    const isInternal = (error) =>
      error instanceof BootpayError && error.kind === "internal" && error.effect === "unknown";
    await assert.rejects(Bootpay.certificate("612e09260d681b0021e61ab9"), isInternal);
    await assert.rejects(Bootpay.certificate("612e09260d681b0021e61ab9"), { kind: "connection" });
  }
  const isDefect = (error) => error instanceof BootpayError && error.kind === "internal" && error.effect === "none";
  assert.throws(() => Bootpay.webhook.verify("panic.webhook", { remoteAddress: "127.0.0.1" }), isDefect);
  // a wrong configuration shows at the first call at the latest
  const opened = async () => {
    Bootpay.setConfig("panic.open", "k");
    await Bootpay.certificate("612e09260d681b0021e61ab9");
  };
  await assert.rejects(opened, isDefect);
  console.log("Node: a panic is a rejected promise, and the client works on");
})();
