"use strict";

// Which lost calls a receipt can settle.

const { refused } = require("./errors.js");

const WITH_RECEIPT = ["payment.cancel", "payment.submit"];

/** What to ask about the call that failed with `failure`: an error of this package, or what its toJSON gave. */
function lostCall(failure) {
  const wrong = (why) => refused("invalid_request", `${why}; nothing was sent`, "receipt.settle");
  // not instanceof: an error may come from another realm, or out of a queue
  const { effect, operation, receiptId, cancelPrice } = failure ?? {};
  // A price that got lost on the way would make a part a cancel of everything.
  if (effect === undefined || cancelPrice === undefined) {
    throw wrong("settle takes the error of a call; without one, as after an abort, use settleCancel");
  }
  if (effect !== "unknown") throw wrong("there is nothing to settle: the call had no effect");
  if (!WITH_RECEIPT.includes(operation) || !receiptId) {
    const where = "look for the order in the admin page, or wait for its webhook";
    throw wrong(`${operation} cannot be settled by reading a receipt: ${where}`);
  }
  return { receiptId, operation, cancelPrice };
}

module.exports = { lostCall };
