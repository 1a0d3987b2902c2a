"use strict";

// What the handlers of every framework do: they differ in how a request is read and an answer given.

const { BootpayIdentityError } = require("./index.js");

/** What the page needs. `purpose` is a text, or gives one for the request. */
async function begunFor(request, purpose, { client, session, webApplicationId }) {
  const why = typeof purpose === "function" ? await purpose(request) : purpose;
  return client.identity.begin({ purpose: why, session: await session(request) }).forPage(webApplicationId);
}

/** The person whom the page's JSON proves. */
async function personFor(request, body, { client, session, once }) {
  const { receipt_id: receiptId, token } = body ?? {};
  return client.identity.confirm(receiptId, { token, session: await session(request), once });
}

/** What a customer is told of an error, and with which status; nothing of another error. */
function refusalOf(error, { language }) {
  if (!(error instanceof BootpayIdentityError)) return undefined;
  const body = { ok: false, reason: error.reason, error: error.customerMessage(language) };
  return { status: error.httpStatus, body };
}

module.exports = { begunFor, personFor, refusalOf };
