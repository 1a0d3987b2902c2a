"use strict";

// Identity verification as route handlers of Next, and of whatever else takes a Request and gives a Response. See
// next.d.ts.

const { begunFor, personFor, refusalOf } = require("./handlers.js");
const { Bootpay } = require("./index.js");
const { assertStore } = require("./identity.js");

function identity({ once, webApplicationId, session, client = Bootpay, language = "ko" }) {
  assertStore(once);
  const settings = { once, webApplicationId, session, client, language };

  /** Answers with what the page needs. */
  const begin = (purpose) => async (request) => Response.json(await begunFor(request, purpose, settings));

  /** Hands a person who may be believed to `handle`, which gives the response; or answers why nobody may be believed. */
  const confirm = (handle) => async (request) => {
    const body = await request.json().catch(() => null);
    let person;
    try {
      person = await personFor(request, body, settings);
    } catch (error) {
      const refusal = refusalOf(error, settings);
      if (refusal === undefined) throw error;
      return Response.json(refusal.body, { status: refusal.status });
    }
    return handle(person, request);
  };

  return { begin, confirm };
}

module.exports = { identity };
