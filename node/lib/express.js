"use strict";

// Identity verification as handlers of Express, Connect-like servers and Nest on Express. See express.d.ts.

const { randomUUID } = require("node:crypto");
const { begunFor, personFor, refusalOf } = require("./handlers.js");
const { Bootpay, BootpayConfigError } = require("./index.js");
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
  const settings = { once, webApplicationId, session, client, language };

  /** Answers with what the page needs. */
  const begin = (purpose) => async (request, response, next) => {
    try {
      response.json(await begunFor(request, purpose, settings));
    } catch (error) {
      next(error);
    }
  };

  /** Goes on with a person who may be believed as `request.person`, or answers why nobody may be believed. */
  const confirm = async (request, response, next) => {
    try {
      request.person = await personFor(request, request.body, settings);
    } catch (error) {
      const refusal = refusalOf(error, settings);
      return refusal ? response.status(refusal.status).json(refusal.body) : next(error);
    }
    next();
  };

  return { begin, confirm };
}

module.exports = { identity };
