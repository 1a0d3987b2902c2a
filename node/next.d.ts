/** Identity verification (본인인증) as route handlers of Next, and of whatever else takes a `Request` and gives a `Response`. */

import type { BootpayClient, Once, Person } from "./index.js";

/** Settings of the handlers. */
export interface IdentityNextOptions {
  /** Where it is kept which verifications were used. */
  once: Once;
  /** The project's web application id. */
  webApplicationId: string | undefined;
  /** What identifies the browser's session, such as the value of a cookie that nobody can guess. */
  session: (request: Request) => string | undefined | Promise<string | undefined>;
  /** Default the process's one client, `Bootpay`. */
  client?: BootpayClient;
  /** In which language a customer is told why a verification is not believed. Default `ko`. */
  language?: "ko" | "en";
}

/** The two route handlers of a verification. */
export interface IdentityNextHandlers {
  /**
   * Makes the handler that begins a verification: it answers `{ token, request }`. The page hands `request` to
   * `BootPay.request` and sends the token back with the receipt id. Errors are thrown.
   *
   * @param purpose What for: a text, or what gives one. Never take a text of the browser as it is: look it up.
   */
  begin(purpose: string | ((request: Request) => string | Promise<string>)): (request: Request) => Promise<Response>;
  /**
   * Makes the handler that reads `receipt_id` and `token` of the JSON body and hands the person on, or answers with the refusal's
   * HTTP status and `{ ok: false, reason, error }`, a sentence for the customer. Other errors are thrown.
   *
   * @param handle What to do with a person who may be believed.
   */
  confirm(
    handle: (person: Person, request: Request) => Response | Promise<Response>,
  ): (request: Request) => Promise<Response>;
}

/**
 * The two route handlers of a verification.
 *
 * @param options The store, the web application id, and what identifies a session.
 * @throws {BootpayInvalidRequestError} If `once` has no `consume`.
 * @example
 * const { once } = require("bootpay-backend-nodejs");
 * const { identity } = require("bootpay-backend-nodejs/next");
 * const { begin, confirm } = identity({
 *   once: once.memory(),
 *   webApplicationId: "5b8f6a4d396fa665fdc2b5e7",
 *   session: async () => "the value of the session's cookie",
 * });
 * // export const POST = confirm((person) => Response.json({ adult: person.isAdult("youth_protection") }));
 */
export function identity(options: IdentityNextOptions): IdentityNextHandlers;
