/**
 * Bootpay's v1 server API for Node: identity verification (본인인증), receipts, cancels, billing keys, links and
 * webhooks.
 *
 * The classes and methods are those of the official packages `bootpay-backend-nodejs` and
 * `@bootpay/server-rest-client`. Times are milliseconds unless it is said otherwise; money is whole won.
 */

import type { Calls } from "./generated/calls.js";
import type { BANKCODE, ReceiptStatus } from "./generated/constants.js";
import type { AccessToken, Receipt } from "./generated/types.js";

export * from "./generated/constants.js";
export * from "./generated/types.js";

/** Which of Bootpay's installations to talk to. */
export type Mode = "production" | "development" | "stage" | "test" | "sandbox";

/** Settings of a client. Times are whole milliseconds, from 1 to 86400000 (a day). */
export interface ClientOptions {
  /**
   * Where to send requests instead of the mode's host, for example a sandbox: `https` only, except for this machine
   * and, with a sandbox's key, for a sandbox on another one. Default: the environment variable `BOOTPAY_BASE_URL`, else the mode's host.
   */
  baseUrl?: string | null | undefined;
  /** How long DNS, TCP and TLS may take together for one connection, in milliseconds. Default 5000. */
  connectTimeout?: number | null | undefined;
  /**
   * How long one attempt may take, from the first byte sent to the last byte read, in milliseconds. Default 30000, and
   * 60000 for calls that wait on a card company: cancel, submit, a billing key by card number, a charge, a wallet.
   */
  timeout?: number | null | undefined;
  /**
   * How long a call may take in all, in milliseconds: the token request, every attempt and the pauses between.
   * Default 60000, and 120000 for calls that wait on a card company.
   */
  deadline?: number | null | undefined;
  /** How often a call that may be repeated is repeated at most. Default 2, so three attempts. */
  maxRetries?: number | null | undefined;
  /**
   * Is told of every attempt, token requests included, when its call is over and before the call's promise settles; also
   * of calls that fail or are aborted. It runs in the `AsyncLocalStorage` context of the caller. What it throws or
   * rejects with does not change the call: the first failure becomes a process warning.
   *
   * Without it the environment variable `BOOTPAY_LOG` counts: `debug` writes every record's `message` to the standard
   * error, `warn` those of level `warn`.
   */
  log?: ((record: LogRecord) => void) | null | undefined;
}

/** One attempt that is over. No id, key or body is in it. Frozen. */
export interface LogRecord {
  /** `warn` if somebody should look at it: there was no answer, or it was 429 or 5xx. Otherwise `debug`. */
  readonly level: "debug" | "warn";
  /** The other fields in one line: `bootpay certificate.get GET /certificate/{receipt_id} status=200 attempt=1 …`. */
  readonly message: string;
  /** The operation, such as `certificate.get`. */
  readonly operation: string;
  /** The HTTP method. */
  readonly method: string;
  /** The path's template, such as `/certificate/{receipt_id}`. */
  readonly path: string;
  /**
   * The answer's HTTP status. If there was none: `no_connection`, `lost` (the connection broke before the whole answer was
   * here), `timed_out`, `unreadable`, or `abandoned` (the call was aborted, or its deadline passed).
   */
  readonly status: number | "no_connection" | "lost" | "timed_out" | "unreadable" | "abandoned" | (string & {});
  /** Which attempt of its call it was, counted from 1. */
  readonly attempt: number;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
  /** What was sent as `X-Request-Id`; the call's meta and error have it as well. */
  readonly requestId: string;
}

/** What ends a call: an `AbortSignal`, whoever's types it has. */
export interface Signal {
  /** Whether the call is to end. */
  readonly aborted: boolean;
  /** What the call is rejected with. */
  readonly reason?: any;
  /** As of every `EventTarget`. */
  addEventListener(type: "abort", listener: () => void): void;
  /** As of every `EventTarget`. */
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Settings of one call. Those that are absent are the client's. Times are whole milliseconds, from 1 to 86400000 (a day). */
export interface CallOptions {
  /** Ends the call: the promise is rejected with `signal.reason`, as `fetch` does it, and the connection is closed. */
  signal?: Signal | null | undefined;
  /** How long one attempt may take, in milliseconds. */
  timeout?: number | null | undefined;
  /** How long the call may take in all, in milliseconds. */
  deadline?: number | null | undefined;
  /** How often the call is repeated at most. */
  maxRetries?: number | null | undefined;
}

/** What a payment must say, besides the settings of the call. */
export interface VerifyOptions extends CallOptions {
  /** The price that you asked for, in won. */
  expectedPrice?: number;
  /** The order id that you issued. */
  expectedOrderId?: string | number;
  /** The status that it must have. Default 1, paid, if anything else is expected; before a server approval it is 2. */
  expectedStatus?: ReceiptStatus;
}

/** What was cancelled before, besides the settings of the call. */
export interface SettleOptions extends CallOptions {
  /**
   * How much of the payment was cancelled before the lost cancel, by your own books, in won; 0 if nothing was. Needed to
   * settle a cancel of a part.
   */
  cancelledBefore?: number;
}

/** What {@link BootpayClient.settle} needs to know of a call: an error has it, and so has what its `toJSON()` gave. */
export interface LostCall {
  /** Only `unknown` leaves something to settle. */
  readonly effect: "none" | "unknown";
  /** `payment.cancel` or `payment.submit`; no other call can be settled by its receipt. */
  readonly operation: string | null;
  /** The receipt. */
  readonly receiptId: string | null;
  /** What the cancel asked for, in won; `null` if it asked for all that was left, and for an approval. */
  readonly cancelPrice: number | null;
}

/** A cancel whose answer was lost, out of your own books. */
export interface BootpaySettleCancelData {
  /** The receipt's id. */
  receiptId: string;
  /** How much was to be cancelled, in won. Absent: all that was left. */
  price?: number | undefined;
  /** How much of the payment was cancelled before, in won; 0 if nothing was. Needed beside `price`. */
  cancelledBefore?: number | undefined;
}

/**
 * What a lost call came to:
 *
 * - `done`: it took effect.
 * - `not_done`: it did not take effect **up to now**. A request that is still on its way may yet: settle again when the
 *   deadline of the lost call has passed, or send the cancel again with the same `cancelId`, which cannot cancel twice.
 * - `pending`: the payment gateway is still at it. Settle again later.
 * - `unclear`: the receipt does not tell. With `cancelledBefore` it may; otherwise somebody has to look.
 */
export type SettlementOutcome = "done" | "not_done" | "pending" | "unclear";

/** What a lost call came to, and the receipt that says so. */
export interface Settlement {
  /** What became of it. */
  outcome: SettlementOutcome;
  /** The receipt as it stands: the answer that {@link BootpayClient.verify} gives. */
  receipt: Envelope<Receipt>;
}

/** How a call went. */
export interface Meta {
  /** The operation, such as `payment.cancel`. */
  readonly operation: string;
  /** The answer's HTTP status. */
  readonly status: number;
  /** How often the request was sent. Token requests are not counted. */
  readonly attempts: number;
  /** The id that was sent as `X-Request-Id` with every attempt. */
  readonly requestId: string;
  /** The id that a cancel carried, yours or the one that was made for it; `null` for other calls. */
  readonly cancelId: string | null;
  /**
   * `done` if the answer of a cancel was lost and its receipt shows it; `data` comes from the receipt then. Of the receipt of
   * {@link BootpayClient.settle}: its outcome. `null` otherwise.
   */
  readonly outcome: SettlementOutcome | null;
  /** From the call to the answer, in milliseconds. */
  readonly durationMs: number;
}

/** What is around every answer of the v1 API. */
export interface Envelope<Data> {
  /** 200 on success. */
  status: number;
  /** 0 on success. */
  code: number;
  /** Empty or absent on success. */
  message?: string;
  /** What was asked for; some answers have none. */
  data: Data;
  /** How the call went. Not part of the answer: it is not enumerable, so it does not print, compare or serialise. */
  readonly meta: Meta;
}

/** The official package's name of an answer. */
export type BootpayCommonResponse<Data = any> = Envelope<Data>;

/** A switch of the API: 0 or 1 on the wire; any other number is refused. */
export type Switch = 0 | 1 | boolean | (number & {});

/** A short text message. */
export interface BootpaySmsData {
  /** Who gets it: phone numbers, digits only (`rps` on the wire). */
  receiveNumbers: string[];
  /** What it says (`msg` on the wire). */
  message: string;
  /** From whom: a registered phone number (`sp` on the wire). */
  sendNumber?: string | undefined;
  /** The merchant's id of the message. */
  mId?: string | number | undefined;
  /** The merchant's order id. */
  oId?: string | number | undefined;
}

/** A long text message. */
export interface BootpayLmsData extends BootpaySmsData {
  /** Its subject (`sj` on the wire). */
  subject: string;
}

/** How a webhook is to be read. */
export interface WebhookOptions {
  /** The request's header `Content-Type`. Absent: told by the first character of the body. */
  contentType?: string | null | undefined;
}

/** How a webhook came, and whom to believe. */
export interface WebhookDelivery extends WebhookOptions {
  /**
   * The address at the other end of the connection: `request.socket.remoteAddress`. Not what a header says. `undefined`
   * over a Unix socket, and where a framework does not tell it, such as in a route handler of Next.
   */
  remoteAddress: string | null | undefined;
  /**
   * The request's header `X-Forwarded-For`. It is looked at only if the connection comes from one of
   * {@link trustedProxies}, and read from the right up to the first address that is not one of them.
   */
  forwardedFor?: string | readonly string[] | null | undefined;
  /**
   * Your own proxies, as addresses or as ranges such as `10.0.0.0/8`. `unix` is one that brings the webhook over a Unix
   * socket, or in another way that leaves no {@link remoteAddress}. Default none.
   */
  trustedProxies?: readonly string[] | null | undefined;
  /**
   * Addresses or ranges to accept webhooks from. Default Bootpay's, `223.130.82.0/24`; and this machine, if the client
   * talks to a sandbox on it, with the sandbox's key.
   */
  allowedSources?: readonly string[] | null | undefined;
}

/**
 * All that a webhook says under the names that it came with, but for the private key: which fields there are depends on
 * its kind. `status`, `price`, `tax_free` and `retry_count` are numbers if they can be read as such, ids are text, all
 * else is as it came. Frozen.
 */
export interface WebhookFields {
  /** The receipt's id. */
  readonly receipt_id: string;
  /** The merchant's own order id. */
  readonly order_id?: string | null;
  /** Where the payment stands. */
  readonly status?: ReceiptStatus | null;
  /** The amount. */
  readonly price?: number | null;
  /** The tax-free part of it. JSON kind only. */
  readonly tax_free?: number | null;
  /** How often it was sent before. Form-encoded kind only. */
  readonly retry_count?: number | null;
  /** What was sold; in the JSON kind taken from `item_name`. */
  readonly name?: string | null;
  /** The payment gateway's code. */
  readonly pg?: string | null;
  /** The payment gateway's name in Korean. */
  readonly pg_name?: string | null;
  /** The method's code. */
  readonly method?: string | null;
  /** The method's name in Korean. */
  readonly method_name?: string | null;
  /** Where the sales slip can be seen. */
  readonly receipt_url?: string | null;
  /** `YYYY-MM-DD HH:mm:ss` in Korea time, without an offset. */
  readonly requested_at?: string | null;
  /** `YYYY-MM-DD HH:mm:ss` in Korea time, without an offset. */
  readonly purchased_at?: string | null;
  /** What the payment gateway reported. It may hold personal data. */
  readonly payment_data?: Record<string, unknown> | null;
  /** The project's REST application id. Form-encoded kind only. */
  readonly application_id?: string | null;
  /** `krw` or `usd`. Form-encoded kind only. */
  readonly unit?: string | null;
  /** What this version does not know. */
  readonly [field: string]: unknown;
}

/**
 * What a webhook says; what it does not say is `undefined`, and an empty text says nothing. Frozen. Printed, copied, compared or written as JSON it is `receipt_id` and `status` and nothing
 * else; the rest is there for those who ask, and {@link fields} has it all for a queue.
 */
export interface WebhookEvent {
  /** The receipt's id. */
  readonly receipt_id: string;
  /** Where the payment stands. Act once per `receipt_id` and `status`: the same webhook comes up to ten times. */
  readonly status: ReceiptStatus | undefined;
  /** The merchant's own order id. */
  readonly order_id: string | undefined;
  /** The amount. */
  readonly price: number | undefined;
  /** The tax-free part of it. The form-encoded kind does not have it. */
  readonly tax_free: number | undefined;
  /** How often it was sent before; 0 for the first time. The JSON kind does not have it. */
  readonly retry_count: number | undefined;
  /** What was sold: `name` in the form-encoded kind, `item_name` in the other. */
  readonly name: string | undefined;
  /** The payment gateway's code, such as `kcp`. */
  readonly pg: string | undefined;
  /** The method's code, such as `card` or `vbank`. */
  readonly method: string | undefined;
  /** When it was paid: `YYYY-MM-DD HH:mm:ss` in Korea time, without an offset. */
  readonly purchased_at: string | undefined;
  /** What the payment gateway reported, an object. It may hold personal data: do not log it. */
  readonly payment_data: Readonly<Record<string, unknown>> | undefined;
  /** Every field as it came, but for the private key. They may hold personal data: do not log them. */
  readonly fields: WebhookFields;
  /** What may be logged: `receipt_id` and `status`. */
  toJSON(): { receipt_id: string; status: ReceiptStatus | undefined };
}

/** The webhooks of one client: {@link BootpayClient.webhook}. */
export interface Webhooks {
  /** What a webhook has to be answered with, as plain text: exactly this, or the server sends it again. */
  readonly ANSWER: "OK";

  /**
   * Reads a webhook of either kind (form-encoded or JSON), after all that can be checked of it: the sender's address is
   * Bootpay's, and the private key, which the form-encoded kind carries in clear, is this client's. Sends nothing.
   *
   * That is little: nothing is signed, and the JSON kind has no key. So the event is a hint; {@link reverify} it before
   * you act on it.
   *
   * @param body The request's body as it came, text or bytes; not what a framework made of it. It may hold your
   *   **private key**: keep it out of logs.
   * @param delivery How it came, and whom to believe.
   * @returns The event, without the private key.
   * @throws {BootpayWebhookError} If it came from elsewhere, has another key or none, or cannot be read. Answer anything
   *   but `OK`.
   * @throws {BootpayInvalidRequestError} If the body is a parsed object, `remoteAddress` is missing, a range is malformed, or one of
   *   `trustedProxies` is wider than any private network.
   * @throws {BootpayConfigError} If no keys are configured.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const body = '{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":"1576461949","price":3000,"status":1}';
   * const event = Bootpay.webhook.verify(body, {
   *   contentType: "application/json", // request.headers["content-type"]
   *   remoteAddress: "10.0.0.7", // request.socket.remoteAddress: here your own proxy
   *   forwardedFor: "223.130.82.4", // request.headers["x-forwarded-for"]
   *   trustedProxies: ["10.0.0.0/8"],
   * });
   * console.log(event); // WebhookEvent { receipt_id: '5df6e67d4f74b4002a77e0eb', status: 1 }
   */
  verify(body: string | Uint8Array | ArrayBuffer, delivery: WebhookDelivery): WebhookEvent;

  /**
   * Reads a webhook and **believes nothing**: neither the sender nor the key is looked at, so anybody may have written
   * what it says. For bodies that were kept, and for tests. The private key is taken out all the same.
   *
   * @param body The request's body as it came, text or bytes.
   * @param options How to read it.
   * @returns The event, without the private key.
   * @throws {BootpayWebhookError} If it cannot be read.
   * @throws {BootpayInvalidRequestError} If the body is a parsed object.
   * @throws {BootpayConfigError} If no keys are configured.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const event = Bootpay.webhook.parse("receipt_id=5df6e67d4f74b4002a77e0eb&price=3000&status=1");
   * console.log(event.price, event.fields.receipt_url); // somebody says so
   */
  parse(body: string | Uint8Array | ArrayBuffer, options?: WebhookOptions | null): WebhookEvent;

  /**
   * Reads the receipt of a webhook again and compares its status, its price and, if the webhook has one, its order id
   * (`GET /receipt/{receipt_id}`, as {@link BootpayClient.verify}). Then compare the price with the one that **your
   * books** have for this order: the webhook and the receipt may both tell of a payment that was made cheaper in the
   * customer's browser.
   *
   * @param event The event, or what you kept of its `fields`.
   * @param options Times, retries and an abort signal for this call.
   * @returns The receipt: act on it, once per `receipt_id` and `status`.
   * @throws {BootpayMismatchError} If the receipt says otherwise: the webhook is forged, or the payment went on since.
   * @throws {BootpayWebhookError} If the event has no status or no price, so that nothing can be compared.
   * @throws {BootpayError} As every call: see {@link BootpayClient}.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const body = '{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":"1576461949","price":3000,"status":1}';
   * const event = Bootpay.webhook.verify(body, { remoteAddress: "223.130.82.4" });
   * const receipt = await Bootpay.webhook.reverify(event);
   * console.log(receipt.data.status, receipt.data.price);
   */
  reverify(
    event:
      | WebhookEvent
      | (Pick<WebhookFields, "receipt_id" | "status" | "price"> & { readonly order_id?: string | number | bigint | null }),
    options?: CallOptions | null,
  ): Promise<Envelope<Receipt>>;
}

/**
 * A law that asks for an age, on Korea's calendar:
 *
 * - `youth_protection` (청소년 보호법 제2조): from 1 January of the year of the 19th birthday. Alcohol, tobacco, games, films.
 * - `civil` (민법 제4조): 19 or older (만 나이). Contracts.
 * - `child_welfare` (아동복지법 제3조): 18 or older (만 나이).
 * - `guardian_consent` (개인정보 보호법 제22조의2): 14 or older (만 나이). Personal data without a guardian's consent.
 */
export type Law = "youth_protection" | "civil" | "child_welfare" | "guardian_consent";

/**
 * Why a verification is not to be believed:
 *
 * - `bad_token`: the token was made with another private key, or was changed (400).
 * - `other_session`: the token was issued to another session (403).
 * - `other_purpose`: the token was issued for something else (403).
 * - `expired`: the token's time is over, or the person was verified outside of it (410).
 * - `not_finished`: the window is still open, or was cancelled or failed (409).
 * - `not_identity`: the receipt is a payment's, or its id is malformed (400).
 * - `other_order`: the receipt belongs to another verification, such as somebody else's (403).
 * - `used`: it was used before (409).
 */
export type IdentityReason =
  | "bad_token"
  | "other_session"
  | "other_purpose"
  | "expired"
  | "not_finished"
  | "not_identity"
  | "other_order"
  | "used";

/** What is to be verified, and for whom. */
export interface IdentityIntent {
  /** Why: a text of yours, such as `주류 구매`. The person has it as `purpose`. */
  purpose: string;
  /**
   * What identifies the browser's session: best a random text that the session keeps. A session's id may change, at a login or
   * as long as nothing was written into it. It is not in the token, only a keyed hash of it.
   */
  session: string;
  /** For how long the verification may be finished, in whole seconds. Default 600, at most 1800. */
  expiresIn?: number | null | undefined;
}

/** A verification that was begun. Frozen. Printed, copied or written as JSON it has no token. */
export interface BegunIdentity {
  /** The order id that the window gets: `identity-` and 32 hex digits. */
  readonly orderId: string;
  /** What {@link Identity.confirm} needs. It may go through the customer's page: it is signed and bound to the session. */
  readonly token: string;
  /** Until when the verification may be finished. */
  readonly expiresAt: Date;
  /**
   * What the page hands to `BootPay.request`.
   *
   * @param webApplicationId The project's **web** application id.
   * @returns The whole payload, in the browser's names.
   * @throws {BootpayInvalidRequestError} If `webApplicationId` is missing.
   */
  request(webApplicationId: string | undefined): IdentityRequest;
  /**
   * What the page needs in one JSON answer: it hands `request` to `BootPay.request`, and sends `token` back with the receipt id.
   *
   * @param webApplicationId The project's **web** application id.
   * @throws {BootpayInvalidRequestError} If `webApplicationId` is missing.
   */
  forPage(webApplicationId: string | undefined): { token: string; request: IdentityRequest };
}

/** The payload of `BootPay.request` in the browser. */
export type IdentityRequest = {
  /** The project's web application id. */
  application_id: string;
  /** The order id of the verification. */
  order_id: string;
  /** What the window shows: `본인인증`. */
  name: string;
  /** Nothing is paid. */
  price: number;
  /** The agency: `danal`. */
  pg: string;
  /** `auth`. */
  method: string;
};

/** Where it is kept which verifications were used: {@link once} has some, and anything with this one method does. */
export type Once = import("./once.js").Once;

/** What was begun, and the store that lets it be used once; besides the settings of the call. */
export interface ConfirmOptions extends CallOptions {
  /** The token of {@link Identity.begin}; without one the reason is `bad_token`. */
  token: string | null | undefined;
  /** The same text as for {@link Identity.begin}. */
  session: string;
  /** Where it is kept which verifications were used. There is no default. */
  once: Once;
  /** The purpose that it must have been begun for. Default: any. */
  purpose?: string | null | undefined;
}

/** The day that an age is asked for. */
export interface OnDay {
  /** A day in Korea, `YYYY-MM-DD`: a text, or what prints as one, such as a `Temporal.PlainDate`. Default today in Korea. */
  on?: string | { toString(): string } | null | undefined;
}

/** Keys of hashes: one key, which is version 1, or keys by their versions. A key has 16 bytes or more; text counts as UTF-8. */
export type HashKeys = HashKey | Readonly<Record<number, HashKey>> | ReadonlyMap<number, HashKey>;

/** A key of hashes, 16 bytes or more; text counts as UTF-8. */
export type HashKey = string | Uint8Array;

/** Hashes of a person that were stored: those that there are. */
export interface StoredHashes {
  /** Of the CI. */
  ci?: string | null | undefined;
  /** Of the DI. */
  di?: string | null | undefined;
  /** Of the phone number. */
  phone?: string | null | undefined;
}

/**
 * A value that prints masked: in `console.log`, template literals, `String()` and `JSON.stringify`. Frozen. Copied by a spread
 * or `structuredClone` it is an empty object.
 */
export interface PrivateValue {
  /** The value itself. Do not log it. */
  reveal(): string;
  /**
   * Whether another private value of the same kind holds the same.
   *
   * @param other What to compare with.
   */
  equals(other: unknown): boolean;
  /** The masked text. */
  toString(): string;
  /** The masked text. */
  toJSON(): string;
}

/** A value by which somebody is found again, so it is stored as a hash. */
export interface PrivateIdentifier extends PrivateValue {
  /**
   * A keyed hash (HMAC-SHA-256) with the version of its key, to store and to look up by.
   *
   * @param key The key.
   * @param version Its version, a whole number. Default 1.
   * @returns Text such as `1:…`.
   * @throws {BootpayInvalidRequestError} If the value is empty or damaged, or the key has less than 16 bytes.
   */
  hmac(key: HashKey, version?: number): string;
  /**
   * Whether a stored hash is of this value, in constant time. `false` if nothing is stored, and for a version without a key.
   *
   * @param stored What {@link hmac} gave.
   * @param keys The keys, by their versions.
   * @throws {BootpayInvalidRequestError} If a key has less than 16 bytes.
   */
  matches(stored: string | null | undefined, keys: HashKeys): boolean;
}

/** What may be kept when it only mattered that somebody is old enough: no name, no birth date, no CI. */
export interface AdultProof {
  /** The law that was asked. */
  law: Law;
  /** Whether the person has the age that it asks for. */
  adult: boolean;
  /** The law's rule in one sentence. */
  rule: string;
  /** The day that was asked for, `YYYY-MM-DD` in Korea. */
  on: string;
  /** When it was asked, with its offset. */
  checkedAt: string;
  /** The order id of the verification. */
  orderId: string;
  /** Its receipt id. */
  receiptId: string;
  /** The agency's transaction id, for disputes; `null` if it sent none. */
  tid: string | null;
  /** When the person was verified, with its offset; `null` if the agency does not say. */
  verifiedAt: string | null;
}

/** The identity verifications of one client: {@link BootpayClient.identity}. */
export interface Identity {
  /**
   * Begins a verification (본인인증). Sends nothing and stores nothing: all that has to be known later is in the token, signed with
   * a key that is derived from the private key.
   *
   * @param intent What for and for whom.
   * @returns The order id, the token, and what the page hands to `BootPay.request`.
   * @throws {BootpayInvalidRequestError} If `purpose` or `session` is missing or empty, or `expiresIn` is over 1800.
   * @throws {BootpayConfigError} If no keys are configured.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const begun = Bootpay.identity.begin({ purpose: "주류 구매", session: "the session's id" });
   * console.log(begun.token, begun.request("5b8f6a4d396fa665fdc2b5e7"));
   */
  begin(intent: IdentityIntent): BegunIdentity;

  /**
   * Confirms a verification: the token is genuine, of this session and in time, the receipt is that of its order
   * (`GET /certificate/{receipt_id}`), and nobody has used it before. A failure before the request sends nothing, a failure of
   * the network uses nothing up, so trying again works.
   *
   * @param receiptId The receipt's id as the browser's `done` callback gave it. What it sent may be handed over as it is:
   *   anything but a text is refused as an attempt like others.
   * @param options What was begun, where it is kept what was used; times, retries and an abort signal for this call.
   * @returns A person who may be believed.
   * @throws {BootpayIdentityError} If the verification is not to be believed; its `reason` says why.
   * @throws {BootpayInvalidRequestError} If `once` has no `consume` or `session` is missing, and nothing was sent; or if the store
   *   answers neither true nor false.
   * @throws {BootpayError} As every call: see {@link BootpayClient}. What the store throws comes as it is.
   * @example
   * const { Bootpay, BootpayIdentityError, once } = require("bootpay-backend-nodejs");
   * const session = "the session's id";
   * const { token } = Bootpay.identity.begin({ purpose: "주류 구매", session });
   * try {
   *   const person = await Bootpay.identity.confirm("612e09260d681b0021e61ab9", { token, session, once: once.memory() });
   *   console.log(`${person.name}`, person.isAdult("youth_protection"));
   * } catch (error) {
   *   if (!(error instanceof BootpayIdentityError)) throw error;
   *   console.log(error.httpStatus, error.reason, error.customerMessage()); // 403 other_order …
   * }
   */
  confirm(receiptId: string, options: ConfirmOptions): Promise<Person>;
}

/**
 * A person who may be believed: {@link Identity.confirm} gives it. Frozen. What is `null` was not sent, because the agency has
 * not enabled it for the project; that is not the same as empty. Printed, copied or written as JSON, name, birth date, phone
 * number, CI and DI are masked.
 */
export class Person {
  private constructor();
  /** The real name. Foreigners have Latin ones with spaces. */
  readonly name: PrivateValue | null;
  /** The birth date; revealed `YYYY-MM-DD`. `null` if it was not sent or cannot be read. */
  readonly birth: PrivateValue | null;
  /** Whether six digits fit two centuries; `birth` is the younger one then. */
  readonly birthIsAmbiguous: boolean;
  /** `male`, `female`, or what the agency wrote. */
  readonly gender: "male" | "female" | (string & {}) | null;
  /** Whether the person is a foreigner. */
  readonly foreigner: boolean | null;
  /** The verified phone number. Numbers are given to new people: it is nobody's key. */
  readonly phone: PrivateIdentifier | null;
  /** The mobile carrier, such as `SKT`. */
  readonly carrier: string | null;
  /** CI, the same on every site. */
  readonly ci: PrivateIdentifier | null;
  /** DI, another one on every site. */
  readonly di: PrivateIdentifier | null;
  /** When the agency verified the person. */
  readonly verifiedAt: Date | null;
  /** What it was begun for. */
  readonly purpose: string;
  /** The order id of the verification. */
  readonly orderId: string;
  /** Its receipt id. */
  readonly receiptId: string;
  /** The agency's transaction id, for disputes. */
  readonly tid: string | null;

  /**
   * 만 나이.
   *
   * @param options The day to ask for. Default today in Korea.
   * @returns Full years; `null` if the birth date is not known.
   * @throws {BootpayInvalidRequestError} If `on` is not a day of the calendar.
   */
  age(options?: OnDay): number | null;
  /**
   * 연 나이: the year less the year of birth.
   *
   * @param options The day to ask for. Default today in Korea.
   * @returns Years; `null` if the birth date is not known.
   * @throws {BootpayInvalidRequestError} If `on` is not a day of the calendar.
   */
  yearAge(options?: OnDay): number | null;
  /**
   * Whether the person has the age that this law asks for.
   *
   * @param law Which law. There is no default: between 1 January and the 19th birthday two laws say different things.
   * @param options The day to ask for. Default today in Korea.
   * @returns `false` also if the birth date is not known: a gate stays closed.
   * @throws {BootpayInvalidRequestError} If the law is unknown, or `on` is not a day of the calendar.
   */
  isAdult(law: Law, options?: OnDay): boolean;
  /**
   * What may be kept when it only mattered that the person is old enough.
   *
   * @param law Which law.
   * @param options The day to ask for. Default today in Korea.
   * @throws {BootpayInvalidRequestError} If the law is unknown, or `on` is not a day of the calendar.
   */
  minimal(law: Law, options?: OnDay): AdultProof;
  /**
   * By which of the stored hashes this is the same person, the strongest first. `phone` alone means: the same number, another
   * CI.
   *
   * @param stored The hashes of somebody whom you know.
   * @param keys The keys, by their versions.
   * @returns `null` if none is of this person.
   * @throws {BootpayInvalidRequestError} If `stored` is not an object of these names, or a key has fewer than 16 bytes.
   */
  matchedBy(stored: StoredHashes, keys: HashKeys): "ci" | "di" | "phone" | null;
}

/**
 * Stores that let a verification be used once, for {@link Identity.confirm}.
 *
 * @example
 * const { once } = require("bootpay-backend-nodejs");
 * const used = once.memory(); // one process; several share once.redis(client) or once.postgres(pool)
 */
export const once: typeof import("./once.js");

/**
 * The paths under which people stand in answers and in your own objects, for pino.
 *
 * @param depth How deep to look, in levels. Default 5, which finds `{ answer: { data: { certificate: { username } } } }`.
 * @returns Paths such as `*.username`.
 * @example
 * const { redactPaths } = require("bootpay-backend-nodejs");
 * console.log(redactPaths(2)); // const logger = pino({ redact: redactPaths() })
 */
export const redactPaths: (depth?: number) => string[];

/**
 * A client of one merchant.
 *
 * Making one starts no thread and opens no socket; connections and the token are shared by all its calls. Tokens
 * are fetched and renewed by themselves. Printing a client shows neither keys nor tokens.
 *
 * A call resolves with the server's whole answer, or rejects with a {@link BootpayError} whose `effect` says whether it may have
 * taken effect:
 *
 * - {@link BootpayInvalidRequestError}: an argument cannot be right, and the message names it: a required field is absent or
 *   empty, an amount is not a whole number of won, an id has other characters than letters, digits, `_` and `-`. Nothing was sent.
 * - {@link BootpayApiError}: the server refused. Status 401: wrong keys, or a source address that is not allowed; 404: there is no
 *   such receipt or key.
 * - {@link BootpayConnectionError}: there was no connection, or it broke before the whole answer was here;
 *   {@link BootpayTimeoutError}: the answer did not come in time.
 * - {@link BootpayDecodeError}: the answer is not the API's JSON, for example a proxy's page.
 * - {@link BootpayConfigError}: no keys were configured.
 *
 * A call that its signal ends rejects with the signal's reason. Of a request, what is `undefined` or `null` is not sent.
 */
export class BootpayClient {
  /**
   * Without arguments the environment counts, as it is at the first call: `BOOTPAY_APPLICATION_ID`,
   * `BOOTPAY_PRIVATE_KEY`, `BOOTPAY_MODE` and `BOOTPAY_BASE_URL`. With arguments it is as {@link setConfig}.
   *
   * Always from the environment: `NODE_EXTRA_CA_CERTS`, a file of CA certificates that are trusted beside the system's,
   * and `BOOTPAY_LOOPBACK_ONLY=1`, for tests, which refuses every host that is neither this machine nor a sandbox.
   *
   * @throws {BootpayConfigError} If the arguments cannot work.
   * @example
   * const { BootpayClient } = require("bootpay-backend-nodejs");
   * const shop = new BootpayClient(); // the merchant of the environment
   * const trial = new BootpayClient(null, null, "sandbox"); // another one, on this machine
   */
  constructor(
    applicationId?: string | null,
    privateKey?: string | null,
    mode?: Mode | (string & {}) | null,
    options?: ClientOptions | null,
  );

  /**
   * Sets the merchant. Everything is checked before anything is stored: if this throws, the old configuration stays.
   * The same configuration again changes nothing, but for `log`; other keys or another server drop the token.
   *
   * @param applicationId The project's **REST** application id, 24 hex digits. Absent: `BOOTPAY_APPLICATION_ID`.
   * @param privateKey The project's private key, 44 characters of base64. Absent: `BOOTPAY_PRIVATE_KEY`.
   * @param mode Which installation, a {@link Mode}. Absent: `BOOTPAY_MODE`, else `"production"`, which is also what the
   *   empty text means. `"sandbox"` is where `bootpay sandbox` listens on this machine, with the documentation's keys if
   *   none are given.
   * @param options Times, retries, the base URL and who is told of the attempts.
   * @throws {BootpayConfigError} For an empty key, an unknown mode, a bad base URL or an unknown option.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * Bootpay.setConfig(null, null, "sandbox", {
   *   timeout: 10_000, // one attempt: 10 s
   *   deadline: 20_000, // all attempts: 20 s
   *   log: ({ level, message, ...fields }) => console[level](message, fields),
   * });
   */
  setConfig(
    applicationId?: string | null,
    privateKey?: string | null,
    mode?: Mode | (string & {}) | null,
    options?: ClientOptions | null,
  ): void;

  /** The application id in use: set with {@link setConfig}, or the environment's from the first call on. */
  get applicationId(): string | undefined;

  /** The private key in use, as {@link applicationId}. */
  get privateKey(): string | undefined;

  /** The mode in use. */
  get mode(): Mode;

  /** Reads the webhooks that Bootpay sends to your server, and tells which are to be believed. */
  get webhook(): Webhooks;

  /** Verifies people (본인인증): begins a verification, and confirms it once. */
  get identity(): Identity;

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
   * @throws {BootpayError} As every call: see {@link BootpayClient}.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const answer = await Bootpay.getAccessToken();
   * console.log(answer.status, new Date(answer.data.expired_at * 1000));
   */
  getAccessToken(options?: CallOptions | null): Promise<Envelope<AccessToken>>;

  /**
   * Reads a payment receipt (`GET /receipt/{receipt_id}`). The receipt id came through the customer's browser, so
   * say what you expect: the price that you asked for and the order id that you issued. Without an expectation every
   * receipt is returned, also one that was never paid.
   *
   * @param receiptId The receipt's id, 24 hex digits, as the browser's `done` callback gave it.
   * @param options What the receipt must say; times, retries and an abort signal for this call. An expectation that is
   *   there without a value (`{ expectedPrice: undefined }`) is refused.
   * @returns The whole answer, as the server sent it.
   * @throws {BootpayMismatchError} If anything is expected and the receipt says otherwise; the message names what.
   * @throws {BootpayError} As every call: see {@link BootpayClient}.
   * @example
   * const { Bootpay, BootpayMismatchError } = require("bootpay-backend-nodejs");
   * try {
   *   await Bootpay.verify("5df6e67d4f74b4002a77e0eb", { expectedPrice: 3000, expectedOrderId: "1576461949" });
   *   console.log("paid");
   * } catch (error) {
   *   if (error instanceof BootpayMismatchError) console.log("do not deliver:", error.message);
   *   else throw error;
   * }
   */
  verify(receiptId: string, options?: VerifyOptions | null): Promise<Envelope<Receipt>>;

  /**
   * Finds out what became of a cancel or an approval whose answer was lost, by reading its receipt
   * (`GET /receipt/{receipt_id}`). Nothing is sent that could take effect.
   *
   * A receipt says how much was cancelled so far, and not by which request. So for a cancel of a part give
   * `cancelledBefore`, and see to it that nobody else cancels the same payment meanwhile. Without it the outcome is
   * `unclear` as soon as at least as much is cancelled as the lost cancel asked for.
   *
   * `not_done` is about now: the lost request may still be under way. Settle again when its deadline has passed, or
   * cancel again with `failure.cancelId`, which cannot cancel twice.
   *
   * @param failure The error of the lost {@link cancel} or {@link submit}, or what its `toJSON()` gave. What an aborted
   *   call was rejected with says nothing of the call: use {@link settleCancel}.
   * @param options What was cancelled before; times, retries and an abort signal for this call.
   * @returns What became of the call, and the receipt.
   * @throws {BootpayInvalidRequestError} If there is nothing to settle, because `failure.effect` is `none`, or if the
   *   call has no receipt, such as a charge: look for the order in the admin page, or wait for its webhook.
   * @throws {BootpayError} If the receipt cannot be read, as every call: see {@link BootpayClient}.
   * @example
   * const { Bootpay, BootpayError } = require("bootpay-backend-nodejs");
   * const part = { receiptId: "5df6e8034f74b4002177e0bb", price: 1200 };
   * try {
   *   await Bootpay.cancel(part);
   * } catch (error) {
   *   if (!(error instanceof BootpayError) || error.effect !== "unknown") throw error; // nothing happened
   *   const { outcome, receipt } = await Bootpay.settle(error, { cancelledBefore: 0 });
   *   if (outcome === "not_done") await Bootpay.cancel({ ...part, cancelId: error.cancelId });
   *   else console.log(outcome, receipt.data.remain_price);
   * }
   */
  settle(failure: LostCall, options?: SettleOptions | null): Promise<Settlement>;

  /**
   * Does what {@link settle} does for a cancel when there is no error to settle: the process died, or the call was
   * aborted, and only your own books are left.
   *
   * @param data The receipt, what was to be cancelled, and what was cancelled before.
   * @param options Times, retries and an abort signal for this call.
   * @returns What became of the cancel, and the receipt.
   * @throws {BootpayInvalidRequestError} For a price of 0, a fraction and the like.
   * @throws {BootpayError} If the receipt cannot be read, as every call: see {@link BootpayClient}.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const { outcome, receipt } = await Bootpay.settleCancel({
   *   receiptId: "5df6e8034f74b4002177e0bb",
   *   price: 1200,
   *   cancelledBefore: 0,
   * });
   * console.log(outcome, receipt.data.remain_price); // not_done 3000
   */
  settleCancel(data: BootpaySettleCancelData, options?: CallOptions | null): Promise<Settlement>;

  /**
   * Sends a short text message (`POST /push/sms`). Of the official clients only those for Python and PHP have it.
   *
   * @deprecated As in the official clients.
   * @param data The message.
   * @param options Times and an abort signal for this call.
   * @returns The whole answer; what is in it is not documented.
   * @throws {BootpayInvalidRequestError} If there is no receiver or no text.
   * @throws {BootpayError} As every call: see {@link BootpayClient}.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * await Bootpay.sendSms({ receiveNumbers: ["01000001234"], message: "안녕하세요", sendNumber: "01000005678" });
   */
  sendSms(data: BootpaySmsData, options?: CallOptions | null): Promise<Envelope<unknown>>;

  /**
   * Sends a long text message (`POST /push/lms`). Of the official clients only those for Python and PHP have it.
   *
   * @deprecated As in the official clients.
   * @param data The message, with a subject.
   * @param options Times and an abort signal for this call.
   * @returns The whole answer; what is in it is not documented.
   * @throws {BootpayInvalidRequestError} If there is no receiver, no text or no subject.
   * @throws {BootpayError} As every call: see {@link BootpayClient}.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * await Bootpay.sendLms({
   *   receiveNumbers: ["01000001234"],
   *   message: "안녕하세요",
   *   subject: "알림",
   *   sendNumber: "01000005678",
   * });
   */
  sendLms(data: BootpayLmsData, options?: CallOptions | null): Promise<Envelope<unknown>>;

  /** Neither keys nor tokens. `baseUrl` is `null` as long as nothing is configured. */
  toJSON(): { mode: Mode; baseUrl: string | null };
}

/** The calls whose requests and answers the table of operations describes. */
export interface BootpayClient extends Calls {}

/** The one client of this process, by the name that `bootpay-backend-nodejs` gives it. */
export const Bootpay: BootpayClient;

/** The same object, by the name that `@bootpay/server-rest-client` gives it. */
export const RestClient: BootpayClient;

/** A bank that {@link BANKCODE} knows. */
export type BankName = keyof typeof BANKCODE;

/** What went wrong, as a word. More may be added. */
export type ErrorKind =
  "config" | "invalid_request" | "connection" | "timeout" | "decode" | "api" | "mismatch" | "webhook" | "identity" | "internal";

/**
 * Any failure of this package. Neither the message nor what is printed of an error holds keys, tokens, personal data
 * or the answer's body; {@link body} and {@link data} are there for those who ask.
 */
export class BootpayError extends Error {
  constructor(message?: string);
  /** What went wrong, as a word. */
  readonly kind: ErrorKind;
  /** The answer's HTTP status; 500 if no answer came, as in the official package; `null` if nothing was sent. */
  readonly status: number | null;
  /**
   * Bootpay's own code, a negative number or a text; -100 if no answer came, as in the official package; `null` if the
   * server gave none.
   */
  readonly code: number | string | null;
  /** The operation that failed, such as `certificate.get`; `null` if no call was made. */
  readonly operation: string | null;
  /**
   * May the call have taken effect at the server? `none`: no, or it only reads. `unknown`: the request left and its
   * outcome is not known; find it out before you try again, of a cancel or an approval with
   * {@link BootpayClient.settle}.
   */
  readonly effect: "none" | "unknown";
  /** How often the request was sent. Token requests are not counted. */
  readonly attempts: number;
  /** The id that was sent as `X-Request-Id` with every attempt. */
  readonly requestId: string | null;
  /** The receipt that the call was about; `null` if it named none. */
  readonly receiptId: string | null;
  /**
   * The id that a cancel carried, yours or the one that was made for it; `null` for other calls. The cancel sent again
   * with this `cancelId` cannot cancel twice.
   */
  readonly cancelId: string | null;
  /** What a cancel asked for, in won; `null` if it asked for all that was left, and for other calls. */
  readonly cancelPrice: number | null;
  /** What lies beneath, outermost first. The same as the chain of `cause`. */
  readonly causes: readonly string[];
  /** The answer's body as it came, if there was one. It may hold personal data: do not log it. */
  readonly body: string | undefined;
  /** `data` of the answer's body, if it has any. It may hold personal data: do not log it. */
  readonly data: unknown;
  /** What may be logged: everything but the body. */
  toJSON(): {
    name: string;
    kind: ErrorKind;
    status: number | null;
    code: number | string | null;
    message: string;
    effect: "none" | "unknown";
    operation: string | null;
    attempts: number;
    requestId: string | null;
    receiptId: string | null;
    cancelId: string | null;
    cancelPrice: number | null;
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
  /** The answer's status. */
  readonly status: number;
}

/** The receipt is not the one that {@link BootpayClient.verify} was told to expect. {@link data} is the receipt. */
export class BootpayMismatchError extends BootpayError {
  /** The answer's HTTP status. */
  readonly status: number;
}

/** A webhook that is not to be believed, by {@link Webhooks.verify}. The message says why, and quotes nothing of it. */
export class BootpayWebhookError extends BootpayError {}

/**
 * A verification that is not to be believed, by {@link Identity.confirm}. No name, number or birth date is in it. A web handler
 * answers with its `httpStatus`, and with what {@link customerMessage} gives.
 */
export class BootpayIdentityError extends BootpayError {
  /** Why. */
  readonly reason: IdentityReason | (string & {});
  /** The HTTP status that fits an answer of yours. */
  readonly httpStatus: number;
  /**
   * A sentence that may be shown to a customer.
   *
   * @param language `ko` or `en`. Default `ko`.
   * @throws {BootpayInvalidRequestError} For another language.
   */
  customerMessage(language?: "ko" | "en"): string;
  /** As of every error, with `reason` and `httpStatus`. */
  toJSON(): ReturnType<BootpayError["toJSON"]> & { reason: string; httpStatus: number };
}

/** A defect of this package. */
export class BootpayInternalError extends BootpayError {}
