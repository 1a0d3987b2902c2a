"use strict";

// What a program is told of the attempts, and that telling it changes nothing.

const assert = require("node:assert/strict");
const { AsyncLocalStorage } = require("node:async_hooks");
const { execFile } = require("node:child_process");
const { after, before, beforeEach, test } = require("node:test");
const { promisify } = require("node:util");
const { BootpayClient, BootpayConfigError } = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY, IDENTITY, PAYMENT } = require("./sandbox.js");
const { nobody } = require("./origin.js");

const ROUTE = `/certificate/${IDENTITY}`;

let sandbox;
before(async () => {
  sandbox = await Sandbox.start();
});
beforeEach(() => sandbox.reset());
after(() => sandbox.stop());

/** A client, and the records that it gave so far. */
function listening(options = {}, records = []) {
  const log = (record) => records.push(record);
  const client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", {
    baseUrl: sandbox.url,
    maxRetries: 0,
    log,
    ...options,
  });
  return { client, records };
}

const brief = ({ level, operation, status, attempt }) => `${level} ${operation} ${status} ${attempt}`;

async function run(program, env) {
  const child = promisify(execFile)(process.execPath, ["-e", program], {
    cwd: __dirname,
    env: { ...sandbox.environment, ...env },
  });
  const { stdout, stderr } = await child;
  return { stdout, lines: stderr.trimEnd().split("\n").filter(Boolean) };
}

test("one record an attempt, with these fields and no others", async () => {
  const { client, records } = listening();
  const { meta } = await client.certificate(IDENTITY);
  assert.deepEqual(records.map(brief), ["debug token.request 200 1", "debug certificate.get 200 1"]);
  const record = records[1];
  assert.ok(Object.isFrozen(record));
  const { durationMs, requestId, ...fixed } = record;
  assert.ok(Number.isInteger(durationMs), durationMs);
  assert.equal(requestId, meta.requestId);
  assert.deepEqual(fixed, {
    level: "debug",
    message:
      "bootpay certificate.get GET /certificate/{receipt_id} status=200 attempt=1 " +
      `duration_ms=${durationMs} request_id=${requestId}`,
    operation: "certificate.get",
    method: "GET",
    path: "/certificate/{receipt_id}",
    status: 200,
    attempt: 1,
  });
});

test("every repetition, and how it failed", async () => {
  const { client, records } = listening({ maxRetries: 1 });
  await client.getAccessToken();
  for (const [fault, expected] of [
    [{ kind: "reset" }, "lost"],
    [{ kind: "truncate" }, "lost"],
    [{ kind: "status", status: 503 }, "503"],
    [{ kind: "stall" }, "timed_out"],
  ]) {
    records.length = 0;
    await sandbox.fault({ path: ROUTE, times: 1, ...fault });
    await client.certificate(IDENTITY, { timeout: 1000 });
    assert.deepEqual(records.map(brief), [`warn certificate.get ${expected} 1`, "debug certificate.get 200 2"]);
    assert.equal(records[0].requestId, records[1].requestId);
  }
});

test("calls that fail are told as well; one that sends nothing has nothing to tell", async () => {
  const { client, records } = listening();
  await client.getAccessToken();
  records.length = 0;
  await assert.rejects(client.certificate("0".repeat(24)), { status: 404 });
  await assert.rejects(client.certificate("../x"), { kind: "invalid_request" });
  await assert.rejects(client.certificate(IDENTITY, { signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.deepEqual(records.map(brief), ["debug certificate.get 404 1"]);
  const nowhere = listening({ baseUrl: await nobody() });
  await assert.rejects(nowhere.client.certificate(IDENTITY), { kind: "connection" });
  assert.deepEqual(nowhere.records.map(brief), ["warn token.request no_connection 1"]);
});

test("an aborted call is told before its promise settles, and so is one whose deadline passes", async () => {
  const { client, records } = listening();
  await client.getAccessToken();
  await sandbox.fault({ path: ROUTE, kind: "stall" });
  records.length = 0;
  const controller = new AbortController();
  const call = client.certificate(IDENTITY, { signal: controller.signal });
  await sandbox.seen(`GET ${ROUTE}`);
  assert.deepEqual(records, [], "a call is told when it is over");
  controller.abort();
  await assert.rejects(call, { name: "AbortError" });
  assert.deepEqual(records.map(brief), ["warn certificate.get abandoned 1"]);
  await assert.rejects(client.certificate(IDENTITY, { deadline: 300 }), { kind: "timeout" });
  assert.deepEqual(records.map(brief).slice(1), ["warn certificate.get abandoned 1"]);
});

test("two clients, two callbacks", async () => {
  const [one, two] = [listening(), listening()];
  await one.client.certificate(IDENTITY);
  await two.client.verify(PAYMENT);
  assert.deepEqual(
    one.records.map(({ operation }) => operation),
    ["token.request", "certificate.get"],
  );
  assert.deepEqual(
    two.records.map(({ operation }) => operation),
    ["token.request", "receipt.get"],
  );
});

test("the callback runs in the context of the call that it is told of", async () => {
  const request = new AsyncLocalStorage();
  const seen = [];
  const { client } = listening({ log: ({ operation }) => seen.push(`${request.getStore()} ${operation}`) });
  await client.getAccessToken();
  await sandbox.fault({ path: ROUTE, kind: "stall" });
  const controller = new AbortController();
  await Promise.all([
    request.run("one", () => client.verify(PAYMENT)),
    request.run("two", () => client.cancel({ receiptId: "0".repeat(24) }).catch(() => {})),
    request.run("three", async () => {
      const call = client.certificate(IDENTITY, { signal: controller.signal });
      await sandbox.seen(`GET ${ROUTE}`);
      request.run("whoever aborts", () => controller.abort());
      await assert.rejects(call);
    }),
  ]);
  assert.deepEqual(seen.sort(), [
    "one receipt.get",
    "three certificate.get",
    "two payment.cancel",
    "undefined token.request",
  ]);
});

test("a callback that fails changes no call, and is warned of once for each client", async () => {
  const program = (log) => `
    const { BootpayClient } = require("bootpay-backend-nodejs");
    const client = () => new BootpayClient(undefined, undefined, "", { log: ${log} });
    (async () => {
      for (const one of [client(), client()]) {
        const answer = await one.certificate("${IDENTITY}");
        const error = await one.certificate("0".repeat(24)).catch((reason) => reason);
        console.log(answer.status, error.name, error.status);
      }
    })();
  `;
  for (const [log, detail] of [
    ["() => { throw new Error('on purpose') }", /Error: on purpose/],
    ["async () => { throw new Error('on purpose') }", /Error: on purpose/],
    ["() => ({ then(_, reject) { reject(new TypeError('on purpose')) } })", /TypeError: on purpose/],
    ["() => { throw undefined }", /it threw undefined/],
    ["() => { throw Object.create(null) }", /it threw object/],
    ["(record) => { 'use strict'; record.status = 0 }", /TypeError: Cannot assign to read only property/],
  ]) {
    const { stdout, lines } = await run(program(log));
    assert.equal(stdout, "200 BootpayApiError 404\n".repeat(2));
    const warnings = lines.filter((line) => line.includes("[BOOTPAY_LOG_CALLBACK] BootpayLogWarning: "));
    assert.equal(warnings.length, 2, lines.join("\n"));
    assert.match(lines.join("\n"), detail);
  }
});

test("another callback costs neither the token nor the connections", async () => {
  const { client, records } = listening();
  await client.getAccessToken();
  await sandbox.fault({ path: ROUTE, kind: "delay", delay_ms: 100, times: 1 });
  const begun = client.certificate(IDENTITY);
  const others = [];
  const options = { baseUrl: sandbox.url, maxRetries: 0, log: (record) => others.push(record) };
  client.setConfig(APPLICATION_ID, PRIVATE_KEY, "", options);
  await client.verify(PAYMENT);
  await begun;
  assert.equal((await sandbox.routes()).filter((route) => route === "POST /request/token").length, 1);
  assert.deepEqual(others.map(brief), ["debug receipt.get 200 1"]);
  assert.deepEqual(
    records.map(brief),
    ["debug token.request 200 1", "debug certificate.get 200 1"],
    "a call keeps the callback that it began with",
  );
  assert.throws(() => client.setConfig(APPLICATION_ID, PRIVATE_KEY, "nowhere", options), BootpayConfigError);
  await client.verify(PAYMENT);
  assert.equal(others.length, 2, "a bad configuration leaves the callback in place");
  client.setConfig(APPLICATION_ID, PRIVATE_KEY, "", { ...options, log: undefined });
  await client.verify(PAYMENT);
  assert.equal(others.length, 2, "without a callback there is none");
});

test("a callback must be one", () => {
  for (const log of [console, "debug", true]) {
    assert.throws(() => listening({ log }), { name: "BootpayConfigError", message: "log must be a function" });
  }
  assert.ok(listening({ log: null }).client);
});

test("if nobody listens the attempts are not even read", async (t) => {
  const silent = listening({ log: undefined }).client;
  const { client } = listening();
  const parse = t.mock.method(JSON, "parse");
  const attempts = () => parse.mock.calls.filter((call) => String(call.arguments[0]).startsWith("[")).length;
  await silent.getAccessToken();
  assert.equal(attempts(), 0);
  await client.getAccessToken();
  assert.equal(attempts(), 1);
});

const PROGRAM = `
  const { Bootpay } = require("bootpay-backend-nodejs");
  (async () => {
    await Bootpay.certificate("${IDENTITY}");
    console.log((await Bootpay.verify("${PAYMENT}")).status);
  })();
`;

test("BOOTPAY_LOG writes the messages to the standard error", async () => {
  const fault = { path: ROUTE, kind: "status", status: 503, times: 1 };
  for (const [level, expected] of [
    ["debug", ["token.request 200", "certificate.get 503", "certificate.get 200", "receipt.get 200"]],
    ["warn", ["certificate.get 503"]],
    ["", []],
  ]) {
    await sandbox.reset();
    await sandbox.fault(fault);
    const { stdout, lines } = await run(PROGRAM, { BOOTPAY_LOG: level });
    assert.equal(stdout, "200\n");
    const line = /^bootpay (\S+) [A-Z]+ \S+ status=(\S+) attempt=\d duration_ms=\d+ request_id=[0-9a-f-]{36}$/;
    assert.deepEqual(
      lines.map((one) => one.replace(line, "$1 $2")),
      expected,
    );
  }
});

test("BOOTPAY_LOG is read with the configuration, and a callback wins", async () => {
  const late = `delete process.env.BOOTPAY_LOG; const { Bootpay } = require("bootpay-backend-nodejs");
    process.env.BOOTPAY_LOG = "debug"; // as dotenv does it
    Bootpay.getAccessToken();`;
  assert.equal((await run(late, {})).lines.length, 1);
  const given = `const { Bootpay } = require("bootpay-backend-nodejs");
    Bootpay.setConfig(undefined, undefined, "", { log: ({ operation }) => console.log(operation) });
    Bootpay.getAccessToken();`;
  assert.deepEqual(await run(given, { BOOTPAY_LOG: "debug" }), { stdout: "token.request\n", lines: [] });
});

test("a BOOTPAY_LOG that means nothing is warned of once, and calls go on", async () => {
  for (const level of ["info", "DEBUG", "constructor"]) {
    const program = `const { BootpayClient } = require("bootpay-backend-nodejs"); new BootpayClient("a", "k"); ${PROGRAM}`;
    const { stdout, lines } = await run(program, { BOOTPAY_LOG: level });
    assert.equal(stdout, "200\n");
    assert.equal(lines.length, 2, lines.join("\n")); // Node's second line says how to see where
    assert.match(lines[0], /\[BOOTPAY_LOG\] Warning: bootpay: BOOTPAY_LOG must be debug or warn/);
  }
});

test("BOOTPAY_LOG does not end a process whose standard error nobody reads", async () => {
  const program = `
    const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ["-e", ${JSON.stringify(PROGRAM)}], { stdio: ["ignore", "inherit", "pipe"] });
    child.stderr.destroy();
    child.on("exit", (code) => console.log("exit", code));
  `;
  const { stdout } = await run(program, { BOOTPAY_LOG: "debug" });
  assert.equal(stdout, "200\nexit 0\n");
});
