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
  [field: string]: unknown;
}

/** The window of an identity verification, as `POST /sandbox/windows` takes it; every field is optional. */
export interface WindowFields {
  orderId?: string;
  /** What the window says is to be verified. Default `본인인증`. */
  name?: string;
  receiptId?: string;
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

/** A failure that waits for calls. */
export interface Fault {
  /** Its id, kind and options, as the sandbox has them. */
  readonly fields: Answer;
  /** Ends it. Does nothing when it is used up or gone. */
  remove(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A running sandbox on a free port of this machine. It ends with `stop()`, at the end of an `await using` block, and with
 * the process that started it, however that ends. It keeps no process alive, and Ctrl-C in a terminal does not reach it.
 *
 * Names of fields may be written in camelCase; answers are as the sandbox writes them.
 */
export class Sandbox {
  private constructor();
  /** Starts one and waits until it listens. Rejects with a `SandboxError` that has what the program wrote. */
  static start(options?: SandboxOptions): Promise<Sandbox>;
  /** Where it listens; open it in a browser for the console. */
  readonly url: string;
  readonly applicationId: string;
  /** A key of this sandbox: it opens nothing else. */
  readonly privateKey: string;
  /** The application id for a page. */
  readonly webApplicationId: string;
  /** Where it listens for TLS, if `arguments` say so. */
  readonly tlsUrl: string | undefined;
  /** The variables that point a client at it: `spawn(…, { env: { ...process.env, ...sandbox.env } })`. */
  readonly env: Record<
    "BOOTPAY_BASE_URL" | "BOOTPAY_APPLICATION_ID" | "BOOTPAY_PRIVATE_KEY" | "BOOTPAY_WEB_APPLICATION_ID",
    string
  >;
  /** Verifies a made-up person; the answer has the `receipt_id` to read it with. */
  identity(fields?: IdentityFields): Promise<Answer>;
  /**
   * Verifies somebody who is known by name, such as `"turns_19_this_year"` or `"foreigner"`: `bootpay sandbox person --list`
   * says who there is. Ages are those of the sandbox's clock. The fields win over the persona's own, all but `birth`, `age`
   * and `yearAge`. Rejects with a `SandboxError` that names all personas if this one is unknown.
   */
  person(persona: string, fields?: IdentityFields): Promise<Answer>;
  /**
   * Opens the window of an identity verification in which nobody is verified, without a browser. The answer has its
   * `receipt_id`, which has no certificate, and the `url` under which an unfinished one can still be used.
   */
  window(outcome?: "unfinished" | "cancelled" | "failed", fields?: WindowFields): Promise<Answer>;
  /** Makes a payment; the answer is its receipt. */
  payment(fields: PaymentFields): Promise<Answer>;
  /** Lets calls fail, until it is removed: `sandbox.fault("reset_after", { path: "/cancel" })`. */
  fault(kind: string, fields?: FaultFields): Promise<Fault>;
  /** Moves the sandbox's clock forward: tokens expire, reservations are due, webhooks are sent again. */
  advance(time: { days?: number; hours?: number; minutes?: number; seconds?: number }): Promise<void>;
  /**
   * What has arrived, oldest first. With an operation, by its name in errors and logs such as `payment.cancel`, only what
   * asked for that.
   */
  requests(operation?: string): Promise<JournalEntry[]>;
  /** Everything as it was at its start: people, payments, faults, clock and journal. */
  reset(): Promise<void>;
  /** Ends it. Does nothing when it has ended. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The sandbox did not start, is not there any more, or refused a control call. */
export class SandboxError extends Error {}

/** The path of the program `bootpay` that this package has for this machine. */
export function program(): string;
