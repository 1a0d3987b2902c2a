// Compiled, never run: what the declarations promise to users of ECMAScript modules.
import type { IncomingMessage } from "node:http";
import everything, {
  Bootpay,
  RestClient,
  BANKCODE,
  Bank,
  BootpayApiError,
  BootpayClient,
  BootpayError,
  BootpayIdentityError,
  BootpayMismatchError,
  BootpayTimeoutError,
  BootpayWebhookError,
  Gateway,
  Method,
  Person,
  ReceiptStatus,
  once,
  redactPaths,
} from "bootpay-backend-nodejs";
import { identity as expressIdentity } from "bootpay-backend-nodejs/express";
import { identity as nextIdentity } from "bootpay-backend-nodejs/next";
import type { BootPayDone, BootPayRequest } from "bootpay-backend-nodejs/browser";
import type {
  AdultProof,
  BankName,
  BillingKey,
  BootpayCancelData,
  BootpayCommonResponse,
  BootpayItemData,
  BootpayRefundData,
  BootpayRequestPaymentData,
  BootpayRequestSubscribeBillingPaymentData,
  BootpayRequestUserTokenData,
  BootpayReserveSubscribeBillingData,
  BootpaySettleCancelData,
  BootpaySubscribeBillingData,
  BootpaySubscribeExtraData,
  BootpayUserInfoData,
  CallOptions,
  CancelledPayment,
  Certificate,
  ClientOptions,
  CompletedPayment,
  Envelope,
  ErrorKind,
  IdentityReason,
  Law,
  LogRecord,
  LostCall,
  Mode,
  Once,
  PrivateIdentifier,
  PrivateValue,
  Receipt,
  Reservation,
  Settlement,
  SettlementOutcome,
  UserToken,
  WebhookDelivery,
  WebhookEvent,
  WebhookFields,
  Webhooks,
} from "bootpay-backend-nodejs";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_ extends true>(): void => {};

holds<Same<typeof Bootpay, BootpayClient>>();
holds<Same<typeof RestClient, BootpayClient>>();
holds<Same<(typeof everything)["Bootpay"], BootpayClient>>();
holds<Same<ReturnType<typeof Bootpay.certificate>, Promise<Envelope<Certificate>>>>();
holds<Same<ReturnType<typeof Bootpay.verify>, Promise<Envelope<Receipt>>>>();
holds<Same<ReturnType<typeof Bootpay.setConfig>, void>>();

const options: ClientOptions = {
  baseUrl: "http://127.0.0.1:8300",
  timeout: 1,
  deadline: 2,
  connectTimeout: 3,
  maxRetries: 0,
};
const records: LogRecord[] = [];
const logged: ClientOptions = { ...options, log: (record) => records.push(record) };
new BootpayClient("a", "k", "", { log: console.log });
// @ts-expect-error a callback, not a logger
const logger: ClientOptions = { log: console };
// @ts-expect-error a record is read only
records[0]!.status = 0;
const level: "debug" | "warn" | undefined = records[0]?.level;
const mode: Mode = "stage";
new BootpayClient();
Bootpay.setConfig("a", "k");
Bootpay.setConfig(process.env["BOOTPAY_APPLICATION_ID"], process.env["BOOTPAY_PRIVATE_KEY"]);
Bootpay.setConfig("a", "k", mode, options);
Bootpay.setConfig("a", "k", process.env["MODE"] as string); // checked when it runs
// @ts-expect-error a misspelt option
Bootpay.setConfig("a", "k", "test", { timout: 1 });

const call: CallOptions = { signal: new AbortController().signal, deadline: 1000 };
const leftOpen: CallOptions & ClientOptions = { signal: undefined, timeout: undefined, maxRetries: undefined, log: undefined };
const { data } = await Bootpay.certificate("612e09260d681b0021e61ab9", call);
const name: string = data.certificate.username;
const unknown: unknown = data.certificate["nickname"];
// @ts-expect-error an id is text
await Bootpay.certificate(12);
// @ts-expect-error and it is needed
await Bootpay.verify();

Bootpay.$token = "t";
Bootpay.$token = null;
const token: string | undefined = Bootpay.$token;
// @ts-expect-error the key is read only
Bootpay.privateKey = "k";

try {
  await Bootpay.getAccessToken();
} catch (error) {
  if (error instanceof BootpayApiError) holds<Same<typeof error.status, number>>();
  if (error instanceof BootpayTimeoutError) holds<Same<typeof error.effect, "none" | "unknown">>();
  if (error instanceof BootpayError) {
    const kind: ErrorKind = error.kind;
    holds<Same<typeof error.code, number | string | null>>();
    const body: string | undefined = error.body;
    console.log(kind, body, error.cause, name, unknown, token);
  }
}

// The payment calls.
holds<Same<ReturnType<typeof Bootpay.cancel>, Promise<Envelope<CancelledPayment>>>>();
holds<Same<ReturnType<typeof Bootpay.submit>, Promise<Envelope<CompletedPayment>>>>();
holds<Same<ReturnType<typeof Bootpay.requestSubscribeBillingKey>, Promise<Envelope<BillingKey>>>>();
holds<Same<ReturnType<typeof Bootpay.lookupBillingKey>, Promise<Envelope<BillingKey>>>>();
holds<Same<ReturnType<typeof Bootpay.reserveSubscribeBilling>, Promise<Envelope<Reservation>>>>();
holds<Same<ReturnType<typeof Bootpay.requestUserToken>, Promise<Envelope<UserToken>>>>();
holds<Same<ReturnType<typeof Bootpay.requestPayment>, Promise<Envelope<string>>>>();
holds<Same<Envelope<string>, BootpayCommonResponse<string>>>();

await Bootpay.verify("r", { expectedPrice: 3000, expectedOrderId: "o", expectedStatus: 2, signal: null });
// @ts-expect-error a misspelt expectation would let any receipt pass
await Bootpay.verify("r", { expectPrice: 3000 });
// @ts-expect-error and one without a value too
await Bootpay.verify("r", { expectedPrice: undefined });
// @ts-expect-error certificates have no price
await Bootpay.certificate("r", { expectedPrice: 3000 });

const bankcode: "004" = BANKCODE.국민은행;
const bank: BankName = "신한은행";
// @ts-expect-error a bank that is not in the table
BANKCODE["은행"];
// @ts-expect-error the table is frozen
BANKCODE.국민은행 = "004";

// Constants narrow, and leave room for what this version does not know.
const paid: ReceiptStatus = ReceiptStatus.PAID;
const shinhan: "088" = Bank.SHINHAN;
const another: Gateway = "a gateway of tomorrow";
holds<Same<(typeof Method)["CARD"], "card">>();
// @ts-expect-error a gateway that is not in the table
Gateway.NOBODY;
// @ts-expect-error and a text is no number
const wrong: ReceiptStatus = Gateway.KCP;

const cancelled = await Bootpay.cancel(
  { receiptId: "r", price: 2000, taxFree: 0, cancelId: "c", refund: { account: "1", accountholder: "h", bankcode } },
  call,
);
const cancelId: string | null = cancelled.meta.cancelId;
// @ts-expect-error the meta is read only
cancelled.meta.cancelId = "c";
// @ts-expect-error a receipt is needed
await Bootpay.cancel({ price: 2000 });
await Bootpay.cancel({ receiptId: "r", price: undefined, taxFree: undefined, refund: undefined }, leftOpen);
const amounts: number[] = [cancelled.data.cancelled_price, cancelled.data.remain_price];
const receipt = await Bootpay.verify("r");
const texts: string[] = [receipt.data.order_id, receipt.data.name, receipt.data.receipt_url, receipt.data.payment_data["n"]];
const coupon: string = receipt.data.params.coupon;
// @ts-expect-error it may not have been paid
const paidAt: string = receipt.data.purchased_at;

holds<Same<ReturnType<typeof Bootpay.settle>, Promise<Settlement>>>();
holds<Same<ReturnType<typeof Bootpay.settleCancel>, Promise<Settlement>>>();
try {
  await Bootpay.cancel({ receiptId: "r", price: 2000 });
} catch (error) {
  if (!(error instanceof BootpayError)) throw error;
  const { outcome, receipt } = await Bootpay.settle(error, { cancelledBefore: 0, deadline: 1000 });
  const after: SettlementOutcome = outcome;
  const left: number = receipt.data.remain_price;
  await Bootpay.settle(error.toJSON());
  console.log(after, left, error.cancelPrice satisfies number | null);
}
const lost: LostCall = { effect: "unknown", operation: "payment.cancel", receiptId: "r", cancelPrice: null };
await Bootpay.settle(lost, call);
// @ts-expect-error what was not caught is unknown
await Bootpay.settle(new Error("why"));
// @ts-expect-error the books need a value
await Bootpay.settle(lost, { cancelledBefore: undefined });
const books: BootpaySettleCancelData = { receiptId: "r", price: 1200, cancelledBefore: 0 };
await Bootpay.settleCancel(books, call);
// @ts-expect-error a misspelt field
await Bootpay.settleCancel({ receiptId: "r", canceledBefore: 0 });

// @ts-expect-error a misspelt field
await Bootpay.cancel({ receiptId: "r", taxfree: 0 });

// As it comes of a validation: every field there, some of them undefined.
const link: BootpayRequestPaymentData = {
  ...{ orderId: 1, itemName: "i", price: 1, pg: undefined, methods: undefined, params: undefined, items: undefined },
  ...{ userInfo: { username: undefined, phone: undefined }, extra: { escrow: undefined, quota: undefined } },
};
await Bootpay.requestPayment(link);
const billing: BootpayRequestSubscribeBillingPaymentData = {
  billingKey: "b",
  itemName: "i",
  price: 1,
  orderId: 1,
  interest: true,
  items: [{ itemName: "i", qty: 1, unique: "u", price: 1 }],
  userInfo: { username: "h" },
  extra: { rawData: 1 },
};
await Bootpay.requestSubscribeBillingPayment(billing);
await Bootpay.reserveSubscribeBilling({ ...billing, executeAt: new Date() });
await Bootpay.reserveSubscribeBilling({ ...billing, executeAt: 4102444800, schedulerType: "oneshot" });
// @ts-expect-error text is no time
await Bootpay.reserveSubscribeBilling({ ...billing, executeAt: "tomorrow" });
// @ts-expect-error a charge has no time
await Bootpay.requestSubscribeBillingPayment({ ...billing, executeAt: 1 });

const url: string = (await Bootpay.requestPayment({ orderId: "o", itemName: "i", price: 1, params: { a: 1 } })).data;
await Bootpay.remoteForm({ remoteForm: { n: "x" } });
await Bootpay.sendLms({ receiveNumbers: ["0"], message: "m", subject: "s" });
// @ts-expect-error a long message has a subject
await Bootpay.sendLms({ receiveNumbers: ["0"], message: "m" });

// Webhooks.
holds<Same<typeof Bootpay.webhook, Webhooks>>();
const receive = async (request: IncomingMessage, body: Buffer): Promise<"OK" | number> => {
  const delivery: WebhookDelivery = {
    contentType: request.headers["content-type"],
    remoteAddress: request.socket.remoteAddress,
    forwardedFor: request.headers["x-forwarded-for"],
    trustedProxies: ["10.0.0.0/8"],
  };
  try {
    const event: WebhookEvent = Bootpay.webhook.verify(body, delivery);
    const price: number | undefined = event.price;
    const fields: WebhookFields = event.fields;
    const later: unknown = fields["card_no"];
    // @ts-expect-error an event is frozen
    event.status = 20;
    holds<Same<Awaited<ReturnType<typeof Bootpay.webhook.reverify>>, Envelope<Receipt>>>();
    await Bootpay.webhook.reverify(event, { deadline: 1000 });
    await Bootpay.webhook.reverify(fields);
    console.log(price, later);
    return Bootpay.webhook.ANSWER;
  } catch (error) {
    return error instanceof BootpayWebhookError ? 403 : 503;
  }
};
Bootpay.webhook.parse("receipt_id=r", { contentType: null });
Bootpay.webhook.parse(await new Request("http://127.0.0.1").arrayBuffer());
// @ts-expect-error who sent it is needed
Bootpay.webhook.verify("receipt_id=r", {});
// @ts-expect-error and so is the delivery
Bootpay.webhook.verify("receipt_id=r");
// @ts-expect-error a parsed body
Bootpay.webhook.verify({ receipt_id: "r" }, { remoteAddress: "127.0.0.1" });
// @ts-expect-error parse looks at nobody
Bootpay.webhook.parse("receipt_id=r", { remoteAddress: "127.0.0.1" });
// @ts-expect-error nothing but the event is expected
await Bootpay.webhook.reverify({ receipt_id: "r", status: 1, price: 1 }, { expectedPrice: 1 });
// @ts-expect-error the answer is what it is
Bootpay.webhook.ANSWER = "ok";

// People.
const begun = Bootpay.identity.begin({ purpose: "주류 구매", session: "s", expiresIn: undefined });
const payload: string = begun.request("w").order_id;
const forThePage: BootPayRequest = begun.request("w");
holds<Same<typeof begun.expiresAt, Date>>();
// @ts-expect-error a session is needed
Bootpay.identity.begin({ purpose: "p" });
// @ts-expect-error there is no default store
await Bootpay.identity.confirm("r", { token: begun.token, session: "s" });
const table: Once = { consume: async (orderId, seconds) => orderId.length < seconds };
const person = await Bootpay.identity.confirm("r", { token: begun.token, session: "s", once: table, deadline: 1000 });
holds<Same<typeof person, Person>>();
holds<Same<typeof person.name, PrivateValue | null>>();
holds<Same<typeof person.ci, PrivateIdentifier | null>>();
const law: Law = "civil";
const adult: boolean = person.isAdult(law) && person.isAdult("youth_protection", { on: "2026-11-28" });
// @ts-expect-error two laws say different things
person.isAdult();
// @ts-expect-error no such law
person.isAdult("adult");
// @ts-expect-error a person is frozen
person.name = null;
// @ts-expect-error a private value is no text
const leaked: string = person.name;
const proof: AdultProof = person.minimal("guardian_consent");
const stored: string | undefined = person.ci?.hmac(new Uint8Array(16), 2);
const matched: "ci" | "di" | "phone" | null = person.matchedBy({ ci: stored, di: null }, { 1: "k", 2: new Uint8Array(16) });
person.phone?.matches(stored, new Map([[2, "k"]]));
// @ts-expect-error a name has no hash
person.name?.hmac("k");
pinoLike({ redact: redactPaths() });
function pinoLike(_options: { redact: string[] }) {}
const refusedBecause = (error: unknown): IdentityReason | (string & {}) | undefined =>
  error instanceof BootpayIdentityError && error.customerMessage("en") && error.httpStatus > 399 ? error.reason : undefined;
// @ts-expect-error no such language
const japanese = (error: BootpayIdentityError) => error.customerMessage("ja");

const express = expressIdentity({ once: once.memory(), webApplicationId: process.env["WEB"] });
express.begin("주류 구매");
// @ts-expect-error a store is needed
expressIdentity({ webApplicationId: "w" });
const next = nextIdentity({ once: once.memory(), webApplicationId: "w", session: (request) => request.headers.get("x") ?? undefined });
const POST: (request: Request) => Promise<Response> = next.confirm((who) => Response.json({ name: who.name }));
// @ts-expect-error what identifies a session is needed
nextIdentity({ once: once.memory(), webApplicationId: "w" });
console.log(payload, adult, leaked, proof, matched, refusedBecause, japanese, POST);

// The page.
const opened = window.BootPay.request({ ...forThePage, user_info: { phone: "01012345678" }, extra: { age_limit: 20 } })
  .error((event) => console.log(event.message satisfies string, event.code))
  .cancel(({ receipt_id }) => receipt_id satisfies string | undefined)
  .ready(({ account, bankname }) => console.log(account, bankname))
  .confirm(function (event) {
    this.transactionConfirm(event);
  })
  .done((event: BootPayDone) => [event.receipt_id, event.card_no satisfies string | undefined])
  .close(() => {});
holds<Same<typeof opened, typeof BootPay>>();
// @ts-expect-error a price is needed
BootPay.request({ name: "키보드", order_id: "order-1" });
// @ts-expect-error a misspelt field
BootPay.request({ ...forThePage, orderId: "order-1" });
// @ts-expect-error the items of the page have the names of the wire
BootPay.request({ ...forThePage, items: [{ itemName: "키보드", qty: 1, unique: "1", price: 1000 }] });

// The names that the official package's declarations export.
type Official = [
  BootpayCancelData,
  BootpayItemData,
  BootpayRefundData,
  BootpayRequestPaymentData,
  BootpayRequestUserTokenData,
  BootpayReserveSubscribeBillingData,
  BootpaySubscribeBillingData,
  BootpaySubscribeExtraData,
  BootpayUserInfoData,
];

const mismatch = (error: unknown): string | null =>
  error instanceof BootpayMismatchError && error.status === 200 ? error.receiptId : null;
console.log(receive, logged, logger, level, bank, cancelId, url, mismatch, amounts, texts, coupon, paidAt, [] as Partial<Official>);
