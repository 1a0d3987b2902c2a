"use strict";

// The installed package: run by tests/sandbox-packages/run in a folder that has it and the client.

const assert = require("node:assert/strict");
const { spawn, spawnSync } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const { after, before, beforeEach, test } = require("node:test");
const { Bootpay, BootpayConnectionError } = require("bootpay-backend-nodejs");
const { Sandbox, SandboxError } = require("bootpay-sandbox");

const BIN = path.join(__dirname, "..", "node_modules", ".bin");

let sandbox;
before(async () => (sandbox = await Sandbox.start()));
beforeEach(async () => {
  await sandbox.reset();
  Bootpay.setConfig(sandbox.applicationId, sandbox.privateKey, undefined, { baseUrl: sandbox.url, maxRetries: 0 });
});
after(() => sandbox.stop());

const faults = async () => (await fetch(`${sandbox.url}/sandbox/faults`)).json();
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

test("a window that nobody finishes has no certificate", async () => {
  for (const window of [sandbox.window(), sandbox.window("cancelled", { orderId: "signup-1" }), sandbox.window("failed")]) {
    await assert.rejects(Bootpay.certificate((await window).receipt_id), { status: 404 });
  }
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
