"use strict";

// Identity verification as handlers of Express, Connect-like servers and Nest on Express. See express.d.ts.

const { Bootpay, BootpayIdentityError } = require("./index.js");
const { assertStore } = require("./identity.js");

const sessionId = (request) => request.sessionID; // of express-session

function identity({ once, webApplicationId, session = sessionId, client = Bootpay, language = "ko" }) {
  assertStore(once);

  /** Answers with what the page needs. */
  const begin = (purpose) => async (request, response, next) => {
    try {
      const why = typeof purpose === "function" ? await purpose(request) : purpose;
      const begun = client.identity.begin({ purpose: why, session: await session(request) });
      response.json(begun.forPage(webApplicationId));
    } catch (error) {
      next(error);
    }
  };

  /** Goes on with a person who may be believed as `request.person`, or answers why there is none. */
  const confirm = async (request, response, next) => {
    try {
      const { receipt_id: receiptId, token } = request.body ?? {};
      const bound = { token, session: await session(request), once };
      request.person = await client.identity.confirm(receiptId, bound);
    } catch (error) {
      if (!(error instanceof BootpayIdentityError)) return next(error);
      const body = { ok: false, reason: error.reason, error: error.customerMessage(language) };
      return response.status(error.httpStatus).json(body);
    }
    next();
  };

  return { begin, confirm };
}

module.exports = { identity };
