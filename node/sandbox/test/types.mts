import { type Fault, Sandbox, SandboxError, program } from "bootpay-sandbox";

await using sandbox = await Sandbox.start({ arguments: ["--seed", "7"], timeout: 1000 });
const receiptId: string = (await sandbox.identity({ username: "김가짜", orderId: "o-1" })).receipt_id;
const receipt = await sandbox.payment({ price: 3000, status: 1, receiptId });
const person: string = (await sandbox.person("foreigner", { orderId: null, verifiedAgo: 60 })).receipt_id;
const window: string = (await sandbox.window("failed", { orderId: "o-1" })).receipt_id;
const fault: Fault = await sandbox.fault("delay", { path: "/cancel", delayMs: 5 });
await fault.remove();
await sandbox.advance({ minutes: 31 });
const paths: string[] = (await sandbox.requests("payment.cancel")).map((request) => request.path);
const env: NodeJS.ProcessEnv = { ...process.env, ...sandbox.env };
await sandbox.reset();
await sandbox.stop();
export { SandboxError, env, paths, person, program, receipt, window };

// @ts-expect-error a payment has a price
await sandbox.payment({});
// @ts-expect-error no outcome of a window that nobody finishes
await sandbox.window("verified");
// @ts-expect-error made by `start`
new Sandbox();
