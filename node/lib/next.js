"use strict";

// Identity verification as route handlers of Next, and of whatever else takes a Request and gives a Response. See
// next.d.ts.

const { Bootpay, BootpayIdentityError } = require("./index.js");
const { assertStore } = require("./identity.js");

function identity({ once, webApplicationId, session, client = Bootpay, language = "ko" }) {
  assertStore(once);

  /** Answers with what the page needs. */
  const begin = (purpose) => async (request) => {
    const why = typeof purpose === "function" ? await purpose(request) : purpose;
    const begun = client.identity.begin({ purpose: why, session: await session(request) });
    return Response.json(begun.forPage(webApplicationId));
  };

  /** Hands a person who may be believed to `handle`, which gives the response; or answers why there is none. */
  const confirm = (handle) => async (request) => {
    const { receipt_id: receiptId, token } = (await request.json().catch(() => null)) ?? {};
    let person;
    try {
      person = await client.identity.confirm(receiptId, { token, session: await session(request), once });
    } catch (error) {
      if (!(error instanceof BootpayIdentityError)) throw error;
      const body = { ok: false, reason: error.reason, error: error.customerMessage(language) };
      return Response.json(body, { status: error.httpStatus });
    }
    return handle(person, request);
  };

  return { begin, confirm };
}

module.exports = { identity };
