"use strict";

// The call that is to be settled. Whether it can be is the core's to say.

const { refused } = require("./errors.js");

/** What to ask about the call that failed with `failure`: an error of this package, or what its toJSON gave. */
function lostCall(failure) {
  // not instanceof: an error may come from another realm, or out of a queue
  const { effect, operation, receiptId, cancelPrice } = failure ?? {};
  // A price that got lost on the way would make a part a cancel of everything.
  if (effect === undefined || cancelPrice === undefined) {
    const why = "settle takes the error of a call; without one, as after an abort, use settleCancel";
    throw refused("invalid_request", `${why}; nothing was sent`, "receipt.settle");
  }
  return { receiptId: receiptId ?? "", operation, effect, cancelPrice };
}

module.exports = { lostCall };
