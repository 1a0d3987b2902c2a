"use strict";

// The installed package: run by tests/sandbox-packages/run in a folder that has it and the client.

const assert = require("node:assert/strict");
const { spawn, spawnSync } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const { after, before, beforeEach, test } = require("node:test");
const { Bootpay, BootpayClient, BootpayConnectionError } = require("bootpay-backend-nodejs");
const { Sandbox, SandboxError } = require("bootpay-sandbox");

const BIN = path.join(__dirname, "..", "node_modules", ".bin");

let sandbox;
before(async () => (sandbox = await Sandbox.start()));
beforeEach(async () => {
  await sandbox.reset();
  Bootpay.setConfig(sandbox.applicationId, sandbox.privateKey, undefined, { baseUrl: sandbox.url, maxRetries: 0 });
});
after(() => sandbox.stop());

const faults = async ({ url, applicationId } = sandbox) =>
  (await fetch(`${url}/sandbox/faults?project=${applicationId}`)).json();
const health = async () => (await fetch(`${sandbox.url}/sandbox/health`)).json();

/** Until nothing listens there any more. */
async function gone(url) {
  const patience = AbortSignal.timeout(30_000); // only so that a broken test ends
  while (!patience.aborted) {
    try {
      await (await fetch(`${url}/sandbox/health`)).text();
    } catch {
      return;
    }
  }
  assert.fail(`${url} still answers`);
}

test("a person is read", async () => {
  const { receipt_id } = await sandbox.identity({ username: "김가짜", birth: "1990-10-04", orderId: "signup-1" });
  const { data } = await Bootpay.certificate(receipt_id);
  assert.equal(data.certificate.username, "김가짜");
  assert.equal(data.order_id, "signup-1");
  const asked = await sandbox.requests("certificate.get");
  assert.deepEqual(asked.map((request) => `${request.method} ${request.path}`), [`GET /certificate/${receipt_id}`]);
  assert.equal((await sandbox.requests()).at(-1).path, `/certificate/${receipt_id}`);
});

test("somebody known by name is verified", async () => {
  const { order_id, certificate } = await sandbox.person("turns_19_this_year", { orderId: "signup-1" });
  assert.deepEqual([order_id, certificate.birth.slice(4)], ["signup-1", "-12-31"]);
  assert.equal((await sandbox.person("foreigner", { orderId: null })).order_id, undefined);
  await assert.rejects(sandbox.person("nobody"), /must be one of adult, /);
});

test("a person is described by fields alone", async () => {
  const { order_id, certificate } = await sandbox.person({ orderId: "signup-1", yearAge: 18 });
  assert.deepEqual([order_id, certificate.birth.slice(4)], ["signup-1", "-12-31"]);
  assert.ok((await sandbox.person()).receipt_id);
});

test("a certificate lacks what a test says", async () => {
  const { receipt_id } = await sandbox.person({ without: ["ci", "phone"] });
  const { certificate } = (await Bootpay.certificate(receipt_id)).data;
  assert.deepEqual(["ci", "phone"].filter((name) => name in certificate), []);
  await assert.rejects(sandbox.person({ without: "shoe_size" }), SandboxError);
});

test("a window is approved, and then has a certificate", async () => {
  const window = await sandbox.window("signup-1");
  assert.deepEqual([window.orderId, window.kind, await window.state()], ["signup-1", "identity", "waiting"]);
  await assert.rejects(Bootpay.certificate(window.receiptId), { status: 404 });
  await window.approve("turns_19_this_year", { username: "김가짜" });
  const { data } = await Bootpay.certificate(window.receiptId);
  assert.deepEqual([data.order_id, data.certificate.username], ["signup-1", "김가짜"]);
  assert.equal(await window.state(), "approved");
});

test("a window that is cancelled or failed has no certificate", async () => {
  const cancelled = await sandbox.window({ orderId: "signup-1" });
  const failed = await sandbox.window("signup-2");
  await cancelled.cancel();
  await failed.fail("통신사 점검");
  assert.deepEqual([await cancelled.state(), await failed.state()], ["cancelled", "failed"]);
  for (const { receiptId } of [cancelled, failed]) await assert.rejects(Bootpay.certificate(receiptId), { status: 404 });
  assert.ok((await fetch(failed.url)).ok, "a browser shows it");
});

test("the window of an order is one", async () => {
  const [first, second] = [await sandbox.window("signup-1"), await sandbox.window("signup-1")];
  assert.equal(second.receiptId, first.receiptId);
  assert.notEqual((await sandbox.window("signup-2")).receiptId, first.receiptId);
});

test("a window of a payment is paid", async () => {
  const window = await sandbox.window("order-1", { price: 3000 });
  assert.equal(window.kind, "payment");
  await window.approve();
  const { data } = await Bootpay.verify(window.receiptId);
  assert.deepEqual([data.price, data.order_id, data.status], [3000, "order-1", 1]);
});

test("money arrives in a virtual account, and the shop is told", async () => {
  const { receipt_id } = await sandbox.payment({ price: 3000, method: "vbank", status: 2 });
  assert.equal((await sandbox.deposit(receipt_id)).status, 1);
  assert.equal((await Bootpay.verify(receipt_id)).data.status, 1);
  const told = await sandbox.webhooks();
  assert.deepEqual(told.map((webhook) => webhook.receipt_id), [receipt_id]);
});

test("a misuse is named, with what mends it", async () => {
  assert.deepEqual(await sandbox.misuses(), []);
  const [one, other] = [await sandbox.payment({ price: 3000, status: 1 }), await sandbox.payment({ price: 3000, status: 1 })];
  for (const { receipt_id } of [one, other]) await Bootpay.cancel({ receiptId: receipt_id, cancelId: "refund-1" });
  const [misuse, ...others] = await sandbox.misuses();
  assert.deepEqual(others, []);
  for (const field of ["kind", "what", "how_to_mend"]) assert.ok(misuse[field], field);
  assert.match(await sandbox.seen(), new RegExp(`^misuse ${misuse.kind}: `, "m"));
});

test("a snapshot is restored", async () => {
  const { receipt_id } = await sandbox.payment({ price: 3000, status: 1 });
  const document = await sandbox.snapshot();
  await Bootpay.cancel({ receiptId: receipt_id });
  await sandbox.restore(document);
  assert.equal((await Bootpay.verify(receipt_id)).data.status, 1);
  await assert.rejects(sandbox.restore({}), SandboxError);
});

test("quick options end a call that nobody answers", async () => {
  await sandbox.fault("stall", { path: "/receipt" });
  await assert.rejects(Bootpay.verify("0".repeat(24), sandbox.quick), { name: "BootpayTimeoutError" });
  assert.equal((await sandbox.requests("receipt.get")).length, 1);
});

test("projects of one sandbox do not meet", async () => {
  const joined = await Sandbox.join(`${sandbox.url}/`);
  const other = await sandbox.project();
  const all = [sandbox, joined, other];
  assert.deepEqual(new Set(all.map(({ url }) => url)), new Set([sandbox.url]));
  assert.equal(new Set(all.map(({ applicationId }) => applicationId)).size, 3);
  assert.equal(new Set(all.map(({ privateKey }) => privateKey)).size, 3);

  const clientOf = ({ applicationId, privateKey, url }) =>
    new BootpayClient(applicationId, privateKey, undefined, { baseUrl: url, maxRetries: 0 });
  const { receipt_id } = await other.payment({ price: 3000, status: 1 });
  assert.equal((await clientOf(other).verify(receipt_id)).data.price, 3000);
  await assert.rejects(clientOf(joined).verify(receipt_id), { status: 404 });

  await joined.fault("reset");
  assert.deepEqual([(await faults()).length, (await faults(joined)).length], [0, 1]);
  assert.equal((await clientOf(other).verify(receipt_id)).data.price, 3000);
  await joined.reset();
  assert.equal((await other.requests("receipt.get")).length, 2);
  assert.deepEqual(await joined.requests(), []);

  await Promise.all([joined.stop(), other[Symbol.asyncDispose]()]);
  await assert.rejects(other.requests(), /project: /);
  await joined.stop();
  assert.deepEqual(await sandbox.requests(), [], "the others are still there");
});

test("a project may outlive its sandbox", async () => {
  const running = await Sandbox.start();
  const joined = await Sandbox.join(running.url);
  await running.stop();
  await joined.stop();
  await assert.rejects(Sandbox.join(running.url), /the sandbox at .* does not answer/);
});

test("what it saw names requests and faults, and no query, body or key", async () => {
  assert.match(await sandbox.seen(), /^bootpay sandbox .*, project .*\nno request came: /);
  const { receipt_id } = await sandbox.payment({ price: 3000, status: 1 });
  await Bootpay.verify(receipt_id);
  await sandbox.fault("reset", { path: "/cancel" });
  await assert.rejects(Bootpay.cancel({ receiptId: receipt_id, reason: "canary" }));
  await fetch(`${sandbox.url}/receipt/none?canary=1`);
  const seen = await sandbox.seen();
  assert.match(seen, new RegExp(`^ +\\d+ {2}GET {4}/receipt/${receipt_id} {2}200$`, "m"));
  assert.match(seen, /^ +\d+ {2}POST {3}\/cancel {2}connection broken$/m);
  assert.match(seen, /^fault reset path=\/cancel/m);
  assert.ok(!seen.includes("canary") && !seen.includes(sandbox.privateKey));
});

test("of many requests the newest are told", async () => {
  for (let call = 0; call < 45; call++) await fetch(`${sandbox.url}/receipt/${call}`);
  const lines = (await sandbox.seen()).split("\n");
  assert.equal(lines[1], "5 requests before");
  assert.match(lines[2], /\/receipt\/5 /);
  assert.match(lines.at(-1), /\/receipt\/44 /);
});

test("another program finds it by its environment", async () => {
  const { receipt_id } = await sandbox.identity();
  const code = `require("bootpay-backend-nodejs").Bootpay.certificate("${receipt_id}").then((a) => console.log(a.status))`;
  const env = { ...process.env, ...sandbox.env };
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", code], { env, cwd: __dirname, encoding: "utf8" });
  assert.equal(stdout, "200\n", stderr);
  assert.equal(sandbox.env.BOOTPAY_WEB_APPLICATION_ID, sandbox.webApplicationId);
});

test("a fault ends when it is removed", async () => {
  const { receipt_id } = await sandbox.payment({ price: 3000, status: 1 });
  const fault = await sandbox.fault("reset", { path: "/cancel" });
  assert.deepEqual(await faults(), [fault.fields]);
  await assert.rejects(Bootpay.cancel({ receiptId: receipt_id }), (error) => {
    return error instanceof BootpayConnectionError && error.effect === "unknown";
  });
  await fault.remove();
  await fault.remove();
  assert.deepEqual(await faults(), []);
});

test("the clock moves", async () => {
  const earlier = (await health()).now;
  await sandbox.advance({ days: 1, hours: 1, minutes: 1, seconds: 1 });
  assert.ok((await health()).now >= earlier + 24 * 3600 + 3600 + 60 + 1);
});

test("what it refuses it explains", async () => {
  await assert.rejects(sandbox.payment({}), new SandboxError("POST /sandbox/payments: price: is required"));
  await assert.rejects(sandbox.requests("payment.cancle"), /operation: must be one of billing\.pay, /);
});

test("a reset forgets", async () => {
  const { receipt_id } = await sandbox.identity();
  await sandbox.reset();
  await assert.rejects(Bootpay.certificate(receipt_id), { status: 404 });
});

test("two know nothing of each other", async () => {
  const other = await Sandbox.start({ arguments: ["--seed", "7"] });
  assert.notEqual(other.url, sandbox.url);
  assert.notEqual(other.privateKey, sandbox.privateKey);
  await other.stop();
  assert.deepEqual(await sandbox.requests(), []);
});

test("its calls pass by what a suite puts in the place of fetch", async (t) => {
  t.mock.method(globalThis, "fetch", () => assert.fail("fetch was called"));
  assert.ok((await sandbox.identity()).receipt_id);
});

test("nothing shows the key", () => {
  const shown = `${JSON.stringify(sandbox)} ${require("node:util").inspect(sandbox)}`;
  assert.ok(shown.includes(sandbox.url));
  assert.ok(!shown.includes(sandbox.privateKey));
});

test("it stops once, also at the end of its scope", async () => {
  const other = await Sandbox.start();
  await Promise.all([other.stop(), other.stop()]);
  await other[Symbol.asyncDispose]();
  await assert.rejects(other.requests(), (error) => error.message.includes(`the sandbox at ${other.url} does not answer`));
});

test("what the program wrote is in the error", async () => {
  await assert.rejects(Sandbox.start({ arguments: ["--seed", "seven"] }), (error) => {
    return error instanceof SandboxError && /^the sandbox ended with 2: .*invalid value 'seven'/.test(error.message);
  });
});

test("a program that never listens", async (t) => {
  const copy = fs.mkdtempSync(path.join(__dirname, "silent-")); // the package, with a program that only sleeps
  t.after(() => fs.rmSync(copy, { recursive: true }));
  fs.cpSync(path.dirname(require.resolve("bootpay-sandbox/package.json")), copy, { recursive: true });
  const silent = path.join(copy, "programs", `${process.platform}-${process.arch}`, "bootpay");
  fs.rmSync(silent);
  fs.writeFileSync(silent, "#!/bin/sh\necho is waiting >&2\nexec sleep 600\n", { mode: 0o755 });
  await assert.rejects(require(copy).Sandbox.start({ timeout: 500 }), /did not listen within 500 ms/);
});

test("another platform is told what there is", () => {
  const code = `Object.defineProperty(process, "arch", { value: "pdp11" }); require("bootpay-sandbox").program()`;
  const { stderr } = spawnSync(process.execPath, ["-e", code], { cwd: __dirname, encoding: "utf8" });
  assert.match(stderr, new RegExp(`has its program for .*${process.platform}-${process.arch}.*this machine is \\S+-pdp11`));
  assert.match(stderr, /cargo install --path crates\/bootpay-cli/);
});

for (const ending of ["SIGKILL", "exit"]) {
  test(`it ends with the process that started it, by ${ending}`, async () => {
    // a program that this one has started still runs
    const code = `
      require("bootpay-sandbox").Sandbox.start().then((sandbox) => {
        const child = require("node:child_process").spawn("sleep", ["600"], { stdio: "ignore" });
        child.unref();
        console.log(JSON.stringify([sandbox.url, child.pid]));
        process.stdin.resume().once("end", () => process.stdin.destroy());
      })`;
    const starter = spawn(process.execPath, ["-e", code], { cwd: __dirname, stdio: ["pipe", "pipe", "inherit"] });
    const [line] = await once(readline.createInterface({ input: starter.stdout }), "line");
    const [url, child] = JSON.parse(line);
    const ended = once(starter, "exit");
    if (ending === "SIGKILL") starter.kill("SIGKILL");
    else starter.stdin.end(); // with nothing left to wait for, it ends by itself
    await ended;
    process.kill(child, "SIGKILL");
    await gone(url);
  });
}

for (const command of [["bootpay", "sandbox"], ["bootpay-sandbox"]]) {
  test(`the program from a shell: ${command.join(" ")}`, async () => {
    const [file, ...args] = [...command, "--listen", "127.0.0.1:0", "--json"];
    const program = spawn(path.join(BIN, file), args, { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(readline.createInterface({ input: program.stdout }), "line");
    assert.ok((await (await fetch(`${JSON.parse(line).url}/sandbox/health`)).json()).ok);
    const ended = once(program, "exit");
    program.kill("SIGINT");
    assert.deepEqual(await ended, [0, null]);
  });
}

test("as an ES module", async () => {
  assert.equal((await import("bootpay-sandbox")).Sandbox, Sandbox);
});
