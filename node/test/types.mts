// Compiled, never run: what the declarations promise to users of ECMAScript modules.
import everything, {
  Bootpay,
  RestClient,
  BANKCODE,
  BootpayApiError,
  BootpayClient,
  BootpayError,
  BootpayMismatchError,
  BootpayTimeoutError,
} from "bootpay-backend-nodejs";
import type {
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
  Mode,
  Receipt,
  Reservation,
  UserToken,
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
const mode: Mode = "stage";
new BootpayClient();
Bootpay.setConfig("a", "k");
Bootpay.setConfig(process.env["BOOTPAY_APPLICATION_ID"], process.env["BOOTPAY_PRIVATE_KEY"]);
Bootpay.setConfig("a", "k", mode, options);
// @ts-expect-error an unknown mode
Bootpay.setConfig("a", "k", "prod");
// @ts-expect-error a misspelt option
Bootpay.setConfig("a", "k", "test", { timout: 1 });

const call: CallOptions = { signal: new AbortController().signal, deadline: 1000 };
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

const cancelled = await Bootpay.cancel(
  { receiptId: "r", price: 2000, taxFree: 0, cancelId: "c", refund: { account: "1", accountholder: "h", bankcode } },
  call,
);
const cancelId: string | null = cancelled.meta.cancelId;
// @ts-expect-error the meta is read only
cancelled.meta.cancelId = "c";
// @ts-expect-error a receipt is needed
await Bootpay.cancel({ price: 2000 });
// @ts-expect-error a misspelt field
await Bootpay.cancel({ receiptId: "r", taxfree: 0 });

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

const link: string = (await Bootpay.requestPayment({ orderId: "o", itemName: "i", price: 1, params: { a: 1 } })).data;
await Bootpay.remoteForm({ remoteForm: { n: "x" } });
await Bootpay.sendLms({ receiveNumbers: ["0"], message: "m", subject: "s" });
// @ts-expect-error a long message has a subject
await Bootpay.sendLms({ receiveNumbers: ["0"], message: "m" });

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
console.log(bank, cancelId, link, mismatch, [] as Partial<Official>);
