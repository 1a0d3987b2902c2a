// Compiled, never run: what the declarations promise to users of ECMAScript modules.
import everything, {
  Bootpay,
  RestClient,
  BootpayApiError,
  BootpayClient,
  BootpayError,
  BootpayTimeoutError,
} from "bootpay-backend-nodejs";
import type {
  CallOptions,
  Certificate,
  ClientOptions,
  Envelope,
  ErrorKind,
  Mode,
  Receipt,
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
