/** Identity verification (본인인증) as handlers of Express, and of Nest on Express. */

import type { BootpayClient, Once, Person } from "./index.js";

declare global {
  namespace Express {
    interface Request {
      /** Who was verified, after `confirm`. */
      person?: Person;
    }
  }
}

/** What the handlers read of a request: whoever's types it has. */
export interface IdentityExpressRequest {
  /** The parsed JSON body. */
  body?: any;
  /** What the session keeps, by express-session or cookie-session. */
  session?: any;
}

/** What the handlers use of a response. */
export interface IdentityExpressResponse {
  /** Sets the HTTP status. */
  status(code: number): this;
  /** Answers with JSON. */
  json(body: unknown): unknown;
}

/** A handler of Express. */
export type IdentityHandler<Request> = (
  request: Request,
  response: IdentityExpressResponse,
  next: (error?: unknown) => void,
) => Promise<unknown>;

/** Settings of the handlers. */
export interface IdentityExpressOptions<Request> {
  /** Where it is kept which verifications were used. */
  once: Once;
  /** The project's web application id. */
  webApplicationId: string | undefined;
  /** What identifies the browser's session. Default a random text that `request.session` keeps as `bootpayIdentity`. */
  session?: (request: Request) => string | undefined | Promise<string | undefined>;
  /** Default the process's one client, `Bootpay`. */
  client?: BootpayClient;
  /** In which language a customer is told why a verification is not believed. Default `ko`. */
  language?: "ko" | "en";
}

/** The two handlers of a verification. */
export interface IdentityExpressHandlers<Request> {
  /**
   * Makes the handler that begins a verification: it answers `{ token, request }`. The page hands `request` to
   * `BootPay.request` and sends the token back with the receipt id. Errors go to `next`.
   *
   * @param purpose What for: a text, or what gives one. Never take a text of the browser as it is: look it up.
   */
  begin(purpose: string | ((request: Request) => string | Promise<string>)): IdentityHandler<Request>;
  /**
   * Reads `receipt_id` and `token` of the JSON body and goes on with `request.person`, or answers with the refusal's HTTP status
   * and `{ ok: false, reason, error }`, a sentence for the customer. Other errors go to `next`.
   */
  confirm: IdentityHandler<Request>;
}

/**
 * The two handlers of a verification.
 *
 * @param options The store, the web application id, and what identifies a session.
 * @throws {BootpayInvalidRequestError} If `once` has no `consume`.
 * @example
 * const { once } = require("bootpay-backend-nodejs");
 * const { identity } = require("bootpay-backend-nodejs/express");
 * const { begin, confirm } = identity({ once: once.memory(), webApplicationId: "5b8f6a4d396fa665fdc2b5e7" });
 * // app.post("/identity/begin", begin("주류 구매"));
 * // app.post("/identity", confirm, (request, response) => response.json({ adult: request.person.isAdult("youth_protection") }));
 */
export function identity<Request extends IdentityExpressRequest = IdentityExpressRequest>(
  options: IdentityExpressOptions<Request>,
): IdentityExpressHandlers<Request>;
