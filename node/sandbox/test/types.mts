import { BootpayClient } from "bootpay-backend-nodejs";
import { type Fault, type Misuse, Sandbox, SandboxError, type Snapshot, type Window, program } from "bootpay-sandbox";
import globalSetup from "bootpay-sandbox/global-setup";
import * as jest from "bootpay-sandbox/jest";
import * as nodeTest from "bootpay-sandbox/node-test";
import * as vitest from "bootpay-sandbox/vitest";

await using sandbox = await Sandbox.start({ arguments: ["--seed", "7"], timeout: 1000 });
const receiptId: string = (await sandbox.identity({ username: "김가짜", orderId: "o-1" })).receipt_id;
const receipt = await sandbox.payment({ price: 3000, status: 1, receiptId });
const person: string = (await sandbox.person("foreigner", { orderId: null, verifiedAgo: 60 })).receipt_id;
await sandbox.person({ yearAge: 18, without: ["ci", "order_id"] });
await sandbox.person();
const window: Window = await sandbox.window("o-1", { price: 3000 });
await window.approve({ method: "card" });
await window.approve("turns_19_this_year", { username: "김가짜" });
await (await sandbox.window({ orderId: window.orderId })).fail("통신사 점검");
if ((await window.state()) === "waiting") await window.cancel();
await sandbox.deposit(window.receiptId);
const misuses: Misuse[] = await sandbox.misuses();
const snapshot: Snapshot = await sandbox.snapshot();
await sandbox.restore(snapshot);
const others: Sandbox[] = [await Sandbox.join(sandbox.url), await sandbox.project()];
new BootpayClient(null, null, null, sandbox.quick);
const teardown: (() => Promise<void>) | undefined = await globalSetup();
for (const kit of [jest, nodeTest, vitest]) {
  kit.strict();
  others.push(kit.sandbox);
}
const fault: Fault = await sandbox.fault("delay", { path: "/cancel", delayMs: 5 });
await fault.remove();
await sandbox.advance({ minutes: 31 });
const paths: string[] = (await sandbox.requests("payment.cancel")).map((request) => request.path);
const env: NodeJS.ProcessEnv = { ...process.env, ...sandbox.env };
await sandbox.reset();
await sandbox.stop();
export { SandboxError, env, misuses, paths, person, program, receipt, teardown };

// @ts-expect-error a payment has a price
await sandbox.payment({});
// @ts-expect-error no field of a person
await sandbox.person({ without: "shoe_size" });
// @ts-expect-error made by `start`
new Sandbox();
