"use strict";

// Identity verification as handlers of Express, Connect-like servers and Nest on Express. See express.d.ts.

const { randomUUID } = require("node:crypto");
const { Bootpay, BootpayConfigError, BootpayIdentityError } = require("./index.js");
const { assertStore } = require("./identity.js");

/** Random text that the session keeps: a session into which nobody writes may never be saved, and its id changes at a login. */
function keptBySession({ session }) {
  if (!session) {
    throw new BootpayConfigError("there is no request.session: use express-session before this, or say what `session` is", {
      kind: "config",
    });
  }
  return (session.bootpayIdentity ??= randomUUID());
}

function identity({ once, webApplicationId, session = keptBySession, client = Bootpay, language = "ko" }) {
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
