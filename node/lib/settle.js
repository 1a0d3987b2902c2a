"use strict";

// The error of the call that is to be settled, as the core takes it. Whether it can be settled is the core's to say.

const { refused } = require("./errors.js");
const { given } = require("./request.js");

const OPERATION = "receipt.settle";
const FIELDS = { effect: "effect", operation: "operation", receiptId: "receipt_id", cancelPrice: "cancel_price" };

/** `failure` is an error of this package, or what its toJSON gave. */
function lostCall(failure) {
  // not instanceof: an error may come from another realm, or out of a queue
  const fields = Object.entries(FIELDS).map(([name, wire]) => [wire, failure?.[name], name]);
  if (fields.some(([, value]) => value === undefined)) {
    const why = "settle takes the error of a call; without one, as after an abort, use settleCancel";
    throw refused("invalid_request", `${why}; nothing was sent`, OPERATION);
  }
  return { failure: Object.fromEntries(fields.map(([wire, value, name]) => [wire, given(OPERATION, name, value)])) };
}

module.exports = { lostCall };
