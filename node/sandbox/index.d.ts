/**
 * An offline stand-in for Bootpay's server, for development and tests. The people and the money in it are made up, and
 * nothing leaves this machine.
 */

/// <reference lib="esnext.disposable" />

/** What a sandbox is started with. */
export interface SandboxOptions {
  /** More options of `bootpay sandbox`, such as `["--seed", "7"]`. */
  arguments?: readonly string[];
  /** How many milliseconds it may take to start. Default 30000. */
  timeout?: number;
}

/** A JSON object as the sandbox answers it. */
export type Answer = Record<string, any>;

/** A field that a certificate may lack. */
export type PersonField =
  "ci" | "di" | "phone" | "carrier" | "foreigner" | "birth" | "gender" | "name" | "order_id";

/** A made-up person, as `POST /sandbox/identities` takes it; every field is optional. */
export interface IdentityFields {
  username?: string | null;
  phone?: string | null;
  /** `YYYY-MM-DD`, `YYYYMMDD` or `YYMMDD`. Of `birth`, `age`, `yearAge` and a persona there is one at most. */
  birth?: string | null;
  /** 만 나이, from 0 to 122: the birthday is today on the sandbox's clock. */
  age?: number;
  /** 연 나이, from 1 to 122: the birthday is 31 December. */
  yearAge?: number;
  gender?: string | null;
  carrier?: string | null;
  foreigner?: boolean | null;
  /** `null`: the certificate has none. */
  orderId?: string | null;
  receiptId?: string;
  /** How many seconds ago the person was verified. Default 0. */
  verifiedAgo?: number;
  /** What the certificate lacks: one, or several, of its fields by their names in a person, and `order_id`. */
  without?: PersonField | readonly PersonField[];
  [field: string]: unknown;
}

/** A window, as `POST /sandbox/windows` takes it; every field is optional. */
export interface WindowFields {
  orderId?: string;
  /** Whole won: the window of a payment. Without it that of an identity verification. */
  price?: number;
  /** What the window says is to be verified or paid. */
  name?: string;
  receiptId?: string;
  [field: string]: unknown;
}

/** A payment, as `POST /sandbox/payments` takes it. */
export interface PaymentFields {
  /** Whole won. */
  price: number;
  /** 1 is a paid one. */
  status?: number;
  method?: string;
  orderId?: string;
  receiptId?: string;
  [field: string]: unknown;
}

/** The admin page's options, as `POST /sandbox/settings` takes them; every field is optional. */
export interface SettingsFields {
  /** Where webhooks are sent to; `null`: nowhere. */
  feedbackUrl?: string | null;
  feedbackContentType?: "urlencoded" | "json";
  /** Refuses a second cancel of a part within 10 seconds. */
  partialCancelGuard?: boolean;
  /** How many requests and webhooks are kept. */
  journalLimit?: number;
}

/** What calls a failure waits for, as `POST /sandbox/faults` takes it. */
export interface FaultFields {
  method?: string;
  /** A path, or the beginning of one up to a slash. */
  path?: string;
  /** How often it happens. By default until it is removed. */
  times?: number;
  status?: number;
  delayMs?: number;
  [field: string]: unknown;
}

/** A request that has arrived. */
export interface JournalEntry {
  method: string;
  /** With its query. */
  path: string;
  /** With names in lower case. */
  headers: Record<string, string>;
  body: string;
  body_kept: boolean;
}

/** What a merchant must not do, and the sandbox saw. */
export interface Misuse {
  kind: string;
  /** One sentence, with the numbers of the requests. */
  what: string;
  how_to_mend: string;
  /** Their numbers, as the console has them. */
  requests: number[];
  receipt_id?: string;
  [field: string]: unknown;
}

/** All that a project holds, as `snapshot` answers it. */
export interface Snapshot {
  format: number;
  [part: string]: unknown;
}

/** The window of a verification or a payment, open until it is approved, cancelled or failed. */
export interface Window {
  /** The certificate or the receipt is read with it, once it was approved. */
  readonly receiptId: string;
  readonly orderId: string;
  readonly kind: "identity" | "payment";
  /** Where a browser shows it. */
  readonly url: string;
  /** As the sandbox has it at this moment. */
  state(): Promise<"waiting" | "approved" | "cancelled" | "failed">;
  /**
   * Somebody finishes it: as the person of these fields, or with a payment's `method` and `card`. `approve("foreigner")`
   * and `approve({ yearAge: 18 })` are like `sandbox.person`.
   */
  approve(persona: string | null | undefined, fields?: IdentityFields): Promise<Answer>;
  approve(fields?: IdentityFields | Record<string, unknown>): Promise<Answer>;
  /** Somebody closes it. */
  cancel(): Promise<Answer>;
  /** It fails; the page is told this message. */
  fail(message?: string): Promise<Answer>;
}

/** A failure that waits for calls. */
export interface Fault {
  /** Its id, kind and options, as the sandbox has them. */
  readonly fields: Answer;
  /** Ends it. Does nothing when it is used up or gone. */
  remove(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A project of a sandbox that runs on this machine: people, payments, faults, clock and journal are its own. A sandbox that
 * was started ends with `stop()`, at the end of an `await using` block, and with the process that started it, however that
 * ends. It keeps no process alive, and Ctrl-C in a terminal does not reach it.
 *
 * Names of fields may be written in camelCase; answers are as the sandbox writes them.
 */
export class Sandbox {
  private constructor();
  /** Starts one on a free port and waits until it listens. Rejects with a `SandboxError` that has what the program wrote. */
  static start(options?: SandboxOptions): Promise<Sandbox>;
  /** Makes a project in the sandbox that runs at `url`. `stop()` deletes the project. */
  static join(url: string): Promise<Sandbox>;
  /** Makes another project in this sandbox: a second shop, which knows nothing of the first. */
  project(): Promise<Sandbox>;
  /** Where it listens; open it in a browser for the console. */
  readonly url: string;
  readonly applicationId: string;
  /** A key of this project: it opens nothing else. */
  readonly privateKey: string;
  /** The application id for a page. */
  readonly webApplicationId: string;
  /** Where it listens for TLS, if `arguments` say so. */
  readonly tlsUrl: string | undefined;
  /**
   * The variables that point a client at it, and keep it away from every other host:
   * `spawn(…, { env: { ...process.env, ...sandbox.env } })`.
   */
  readonly env: Record<
    | "BOOTPAY_BASE_URL"
    | "BOOTPAY_APPLICATION_ID"
    | "BOOTPAY_PRIVATE_KEY"
    | "BOOTPAY_WEB_APPLICATION_ID"
    | "BOOTPAY_LOOPBACK_ONLY",
    string
  >;
  /**
   * Options of a client or a call for tests of failures, in milliseconds: no retries and short times.
   * `Bootpay.cancel(…, sandbox.quick)`.
   */
  readonly quick: { maxRetries: number; timeout: number; deadline: number };
  /** Verifies a made-up person; the answer has the `receipt_id` to read it with. */
  identity(fields?: IdentityFields): Promise<Answer>;
  /**
   * Verifies a made-up person, or somebody who is known by name, such as `"turns_19_this_year"` or `"foreigner"`:
   * `bootpay sandbox person --list` says who there is. Ages are those of the sandbox's clock. The fields win over the
   * persona's own, all but `birth`, `age` and `yearAge`. Rejects with a `SandboxError` that names all personas if this one
   * is unknown.
   */
  person(persona: string | null | undefined, fields?: IdentityFields): Promise<Answer>;
  person(fields?: IdentityFields): Promise<Answer>;
  /**
   * The window that the page opened for an order, or one that is opened for it without a browser. Until it is approved it
   * has a receipt id and no certificate.
   */
  window(orderId: string | null | undefined, fields?: WindowFields): Promise<Window>;
  window(fields?: WindowFields): Promise<Window>;
  /** Makes a payment; the answer is its receipt. */
  payment(fields: PaymentFields): Promise<Answer>;
  /** The money of a virtual account arrives; the answer is its receipt. */
  deposit(receiptId: string): Promise<Answer>;
  /** Changes the admin page's options; the answer has all of them. A `feedbackUrl` is told of payments and cancels. */
  settings(fields?: SettingsFields): Promise<Answer>;
  /** Lets calls fail, until it is removed: `sandbox.fault("reset_after", { path: "/cancel" })`. */
  fault(kind: string, fields?: FaultFields): Promise<Fault>;
  /** Moves the sandbox's clock forward: tokens expire, reservations are due, webhooks are sent again. */
  advance(time: { days?: number; hours?: number; minutes?: number; seconds?: number }): Promise<void>;
  /**
   * What has arrived, oldest first. With an operation, by its name in errors and logs such as `payment.cancel`, only what
   * asked for that.
   */
  requests(operation?: string): Promise<JournalEntry[]>;
  /** The webhooks that were sent or wait to be, oldest first. */
  webhooks(): Promise<Answer[]>;
  /** What a merchant must not do and the sandbox saw. */
  misuses(): Promise<Misuse[]>;
  /** What arrived with its status, the faults that are set, and misuses, as text: no body, no query, no key. */
  seen(): Promise<string>;
  /** All that the project holds, for `restore`. */
  snapshot(): Promise<Snapshot>;
  /** Puts the project into the state of a snapshot. */
  restore(document: Snapshot): Promise<void>;
  /** Everything as it was at its start: people, payments, faults, clock and journal. */
  reset(): Promise<void>;
  /** Ends what was started: the sandbox, or the project of one that was joined. Does nothing when that has ended. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The sandbox did not start, is not there any more, or refused a control call. */
export class SandboxError extends Error {}

/** The path of the program `bootpay` that this package has for this machine. */
export function program(): string;
