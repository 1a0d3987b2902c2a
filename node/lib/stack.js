"use strict";

// An error that is made after an await has no line of the caller in its stack, unless the caller awaited too. So
// the place is noted when the method is called, and the error's stack begins there.

const { BootpayError } = require("./errors.js");

/** Where `method`, which is running, was called. */
function siteOfCall(method) {
  const site = {};
  Error.captureStackTrace(site, method);
  return site;
}

function startingAt(site, error) {
  // Somebody's Error.prepareStackTrace may make something else of a stack.
  if (error instanceof BootpayError && typeof site.stack === "string") {
    const frames = site.stack.indexOf("\n");
    error.stack = `${error.name}: ${error.message}${frames < 0 ? "" : site.stack.slice(frames)}`;
  }
  return error;
}

module.exports = { siteOfCall, startingAt };
