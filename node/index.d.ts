/**
 * Bootpay's server API for Node: identity verification (본인인증) and payment receipts.
 *
 * The classes and methods are those of the official packages `bootpay-backend-nodejs` and
 * `@bootpay/server-rest-client`. Times are milliseconds unless it is said otherwise.
 */

/** Which of Bootpay's installations to talk to. */
export type Mode = "production" | "development" | "stage" | "test";

/** Settings of a client. */
export interface ClientOptions {
  /**
   * Where to send requests instead of the mode's host, for example a sandbox: `https` only, except for a loopback
   * address. Default: the environment variable `BOOTPAY_BASE_URL`, else the mode's host.
   */
  baseUrl?: string | null;
  /** How long DNS, TCP and TLS may take together for one connection, in milliseconds. Default 5000. */
  connectTimeout?: number | null;
  /** How long one attempt may take, from the first byte sent to the last byte read, in milliseconds. Default 30000. */
  timeout?: number | null;
  /**
   * How long a call may take in all, in milliseconds: the token request, every attempt and the pauses between.
   * Default 60000.
   */
  deadline?: number | null;
  /** How often a call that may be repeated is repeated at most. Default 2, so three attempts. */
  maxRetries?: number | null;
}

/** Settings of one call. Those that are absent are the client's. */
export interface CallOptions {
  /** Ends the call: the promise is rejected with `signal.reason`, as `fetch` does it, and the connection is closed. */
  signal?: AbortSignal | null;
  /** How long one attempt may take, in milliseconds. */
  timeout?: number | null;
  /** How long the call may take in all, in milliseconds. */
  deadline?: number | null;
  /** How often the call is repeated at most. */
  maxRetries?: number | null;
}

/** What is around every answer of the v1 API. */
export interface Envelope<Data> {
  /** 200 on success. */
  status: number;
  /** 0 on success. */
  code: number;
  /** Empty or absent on success. */
  message?: string;
  data: Data;
}

/** An access token and when it ends. */
export interface AccessToken {
  token: string;
  /** The server's clock when it answered, Unix seconds. */
  server_time: number;
  /** When the token ends, Unix seconds: 30 minutes after it was first issued. */
  expired_at: number;
}

/** The person who was verified. */
export interface Person {
  /** The real name. */
  username: string;
  /** Only if it is enabled for the project. */
  phone?: string;
  /** Date of birth; `YYYY-MM-DD` in known answers, which is not documented. */
  birth?: string;
  /** 0 is female, 1 is male; text in some answers, a number in others. */
  gender?: string | number;
  /** CI, the person's nation-wide identifier, 88 characters of base64. */
  unique?: string;
  /** DI, the person's identifier at this merchant, 64 characters of base64. */
  di?: string;
  /** Only if it is enabled for the project. */
  foreigner?: boolean | string | number;
  /** The mobile carrier, such as `SKT`. Only if it is enabled for the project. */
  carrier?: string;
  [field: string]: unknown;
}

/** The result of an identity verification. */
export interface Certificate {
  receipt_id: string;
  /** The merchant's own order id: compare it with the one that you issued to this very session. */
  order_id?: string;
  pg?: string;
  method?: string;
  pg_name?: string;
  method_name?: string;
  certificate: Person;
  /** What the provider reported. */
  payment_data?: Record<string, unknown>;
  [field: string]: unknown;
}

/** A payment receipt. */
export interface Receipt {
  receipt_id: string;
  /** The merchant's own order id. */
  order_id?: string;
  /** What was sold. */
  name?: string;
  /** The amount paid. Compare it with the amount that you asked for. */
  price: number;
  tax_free?: number;
  remain_price?: number;
  remain_tax_free?: number;
  cancelled_price?: number;
  cancelled_tax_free?: number;
  /** Where the sales slip can be seen. */
  receipt_url?: string;
  /** `krw` or `usd`. */
  unit?: string;
  pg?: string;
  method?: string;
  pg_name?: string;
  method_name?: string;
  /** What the merchant's page sent along. */
  params?: unknown;
  /** What the payment gateway reported; its fields depend on the method. */
  payment_data?: Record<string, unknown>;
  /** `YYYY-MM-DD HH:mm:ss` in Korea time, without an offset. */
  requested_at?: string;
  /** `YYYY-MM-DD HH:mm:ss` in Korea time, without an offset. */
  purchased_at?: string;
  /** 1 is paid. Any other number is not. */
  status: number;
  status_en?: string;
  status_ko?: string;
  [field: string]: unknown;
}

/**
 * A client of one merchant.
 *
 * Making one starts no thread and opens no socket; connections and the token are shared by all its calls. Tokens
 * are fetched and renewed by themselves. Printing a client shows neither keys nor tokens.
 */
export class BootpayClient {
  /**
   * Without arguments the environment counts, as it is at the first call: `BOOTPAY_APPLICATION_ID`,
   * `BOOTPAY_PRIVATE_KEY`, `BOOTPAY_MODE` and `BOOTPAY_BASE_URL`. With arguments it is as {@link setConfig}.
   *
   * @throws {BootpayConfigError} If the arguments cannot work.
   * @example
   * const { BootpayClient } = require("bootpay-backend-nodejs");
   * const shop = new BootpayClient("5b8f6a4d396fa665fdc2b5ea", "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=");
   * const outlet = new BootpayClient(); // another merchant, from the environment
   */
  constructor(
    applicationId?: string | null,
    privateKey?: string | null,
    mode?: Mode | "" | null,
    options?: ClientOptions | null,
  );

  /**
   * Sets the merchant. Everything is checked before anything is stored: if this throws, the old configuration stays.
   * The same configuration again changes nothing; other keys or another server drop the token.
   *
   * @param applicationId The project's **REST** application id, 24 hex digits. Absent: `BOOTPAY_APPLICATION_ID`.
   * @param privateKey The project's private key, 44 characters of base64. Absent: `BOOTPAY_PRIVATE_KEY`.
   * @param mode Which installation; default, also for the empty text, `"production"`.
   * @param options Times, retries and the base URL.
   * @throws {BootpayConfigError} For an empty key, an unknown mode, a bad base URL or an unknown option.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * Bootpay.setConfig("5b8f6a4d396fa665fdc2b5ea", "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=", "production", {
   *   timeout: 10_000, // one attempt: 10 s
   *   deadline: 20_000, // all attempts: 20 s
   * });
   */
  setConfig(
    applicationId?: string | null,
    privateKey?: string | null,
    mode?: Mode | "" | null,
    options?: ClientOptions | null,
  ): void;

  /** The application id in use: set with {@link setConfig}, or the environment's from the first call on. */
  get applicationId(): string | undefined;

  /** The private key in use, as {@link applicationId}. */
  get privateKey(): string | undefined;

  /** The mode in use. */
  get mode(): Mode;

  /**
   * The access token. Reading gives the one that was set by hand, else the last one that {@link getAccessToken}
   * returned. One that is set by hand is sent as it is with every call and is never renewed; `null`, `undefined`
   * and the empty text go back to the automatic one.
   *
   * @throws {BootpayInvalidRequestError} When set to anything but a text, `null` or `undefined`.
   */
  get $token(): string | undefined;
  set $token(token: string | null | undefined);

  /**
   * Asks the server for an access token (`POST /request/token`). Other calls need no token from you; this one is for
   * looking at it and for checking the keys. It always asks the server, and ends a token that was set by hand.
   *
   * @param options Times, retries and an abort signal for this call.
   * @returns The whole answer, as the server sent it.
   * @throws {BootpayApiError} Status 401 for wrong keys or a source address that is not allowed.
   * @throws {BootpayDecodeError} For an answer without a token.
   * @throws {BootpayError} Otherwise as {@link certificate}.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const answer = await Bootpay.getAccessToken();
   * console.log(answer.status, new Date(answer.data.expired_at * 1000));
   */
  getAccessToken(options?: CallOptions | null): Promise<Envelope<AccessToken>>;

  /**
   * Reads a payment receipt (`GET /receipt/{receipt_id}`). Treat it as paid only if `data.status` is 1, `data.price`
   * is what you asked for and `data.order_id` is yours: the id came through the customer's browser.
   *
   * @param receiptId The receipt's id, 24 hex digits, as the browser's `done` callback gave it.
   * @param options Times, retries and an abort signal for this call.
   * @returns The whole answer, as the server sent it.
   * @throws {BootpayError} As {@link certificate}.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const receipt = await Bootpay.verify("5df6e67d4f74b4002a77e0eb");
   * if (receipt.data.status === 1 && receipt.data.price === 3000) console.log("paid");
   */
  verify(receiptId: string, options?: CallOptions | null): Promise<Envelope<Receipt>>;

  /**
   * Reads the result of an identity verification (`GET /certificate/{receipt_id}`). Before you believe it, check
   * that `data.order_id` is the one which you issued to this very session.
   *
   * @param receiptId The receipt's id, 24 hex digits, as the browser's `done` callback gave it.
   * @param options Times, retries and an abort signal for this call.
   * @returns The whole answer, as the server sent it.
   * @throws {BootpayInvalidRequestError} If the id is not made of letters, digits, `_` and `-`. Nothing was sent.
   * @throws {BootpayApiError} Status 404 if there is no such verification, 401 if the keys are refused.
   * @throws {BootpayConnectionError} If there is no connection, or it broke before the whole answer was here.
   * @throws {BootpayTimeoutError} If the answer did not come in time.
   * @throws {BootpayDecodeError} If the answer is not the API's JSON, for example a proxy's page.
   * @throws {BootpayConfigError} If no keys were configured.
   * @example
   * const { Bootpay, BootpayApiError } = require("bootpay-backend-nodejs");
   * try {
   *   const answer = await Bootpay.certificate("612e09260d681b0021e61ab9", { deadline: 10_000 });
   *   console.log(answer.data.order_id);
   * } catch (error) {
   *   if (error instanceof BootpayApiError && error.status === 404) console.log("no such verification");
   *   else throw error;
   * }
   */
  certificate(receiptId: string, options?: CallOptions | null): Promise<Envelope<Certificate>>;

  /** Neither keys nor tokens. `baseUrl` is `null` as long as nothing is configured. */
  toJSON(): { mode: Mode; baseUrl: string | null };
}

/** The one client of this process, by the name that `bootpay-backend-nodejs` gives it. */
export const Bootpay: BootpayClient;

/** The same object, by the name that `@bootpay/server-rest-client` gives it. */
export const RestClient: BootpayClient;

/** What went wrong, as a word. More may be added. */
export type ErrorKind =
  "config" | "invalid_request" | "connection" | "timeout" | "decode" | "api" | "canceled" | "internal";

/**
 * Any failure of this package. Neither the message nor what is printed of an error holds keys, tokens, personal data
 * or the answer's body; {@link body} and {@link data} are there for those who ask.
 */
export class BootpayError extends Error {
  constructor(message?: string);
  readonly kind: ErrorKind;
  /** The answer's HTTP status; 500 if no answer came, as in the official package; `null` if nothing was sent. */
  readonly status: number | null;
  /** Bootpay's own code, negative; -100 if no answer came, as in the official package; `null` if there is none. */
  readonly code: number | null;
  /** The operation that failed, such as `certificate.get`; `null` if no call was made. */
  readonly operation: string | null;
  /**
   * May the call have taken effect at the server? `none`: no, or it only reads. `unknown`: the request left and its
   * outcome is not known; read the receipt before you try again.
   */
  readonly effect: "none" | "unknown";
  /** How often the request was sent. Token requests are not counted. */
  readonly attempts: number;
  /** The id that was sent as `X-Request-Id` with every attempt. */
  readonly requestId: string | null;
  /** What lies beneath, outermost first. The same as the chain of `cause`. */
  readonly causes: readonly string[];
  /** The answer's body as it came, if there was one. It may hold personal data: do not log it. */
  readonly body: string | undefined;
  /** `data` of the answer's body, if it has any. It may hold personal data: do not log it. */
  readonly data: unknown;
  toJSON(): {
    name: string;
    kind: ErrorKind;
    status: number | null;
    code: number | null;
    message: string;
    effect: "none" | "unknown";
    operation: string | null;
    attempts: number;
    requestId: string | null;
  };
}

/** The client was configured with something that cannot work. Nothing was sent. */
export class BootpayConfigError extends BootpayError {}

/** An argument was refused. Nothing was sent. */
export class BootpayInvalidRequestError extends BootpayError {}

/** No connection, or it broke before the whole answer was here. `status` is 500 and `code` is -100. */
export class BootpayConnectionError extends BootpayError {}

/** No answer within the time allowed. */
export class BootpayTimeoutError extends BootpayConnectionError {}

/** The server answered something that is not the API's JSON. `status` is the HTTP status. */
export class BootpayDecodeError extends BootpayError {}

/** The server said no. `message` is what it said, or ours if it said nothing. */
export class BootpayApiError extends BootpayError {
  readonly status: number;
}

/** A defect of this package. */
export class BootpayInternalError extends BootpayError {}
