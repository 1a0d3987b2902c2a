"use strict";

// Ending a call that is under way. A call counts as blocked once the server's journal shows its request and the
// server says nothing; its own deadline is a minute away.

const assert = require("node:assert/strict");
const { execFile, spawn } = require("node:child_process");
const { getEventListeners, once } = require("node:events");
const http = require("node:http");
const { promisify } = require("node:util");
const v8 = require("node:v8");
const vm = require("node:vm");
const { after, before, beforeEach, test } = require("node:test");
const { BootpayClient } = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY, IDENTITY } = require("./sandbox.js");

const ROUTE = `/certificate/${IDENTITY}`;

let sandbox;
let client;
before(async () => {
  sandbox = await Sandbox.start();
});
beforeEach(async () => {
  await sandbox.reset();
  client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url, maxRetries: 0 });
});
after(() => sandbox.stop());

test("a signal that is aborted already: nothing is sent", async () => {
  await assert.rejects(client.certificate(IDENTITY, { signal: AbortSignal.abort() }), { name: "AbortError" });
  const reason = new Error("mine");
  for (const call of [
    () => client.certificate(IDENTITY, { signal: AbortSignal.abort(reason) }),
    () => client.verify(IDENTITY, { signal: AbortSignal.abort(reason) }),
    () => client.getAccessToken({ signal: AbortSignal.abort(reason) }),
  ]) {
    await assert.rejects(call(), (error) => error === reason);
  }
  assert.deepEqual(await sandbox.requests(), []);
});

test("aborting a blocked call rejects it with the signal's reason", async () => {
  await sandbox.fault({ path: ROUTE, kind: "stall" });
  const reasons = [undefined, new Error("mine"), "a text"];
  for (const [at, reason] of reasons.entries()) {
    const controller = new AbortController();
    const call = client.certificate(IDENTITY, { signal: controller.signal });
    await sandbox.seen(`GET ${ROUTE}`, at + 1);
    controller.abort(reason);
    await assert.rejects(call, (error) => error === controller.signal.reason);
  }
});

test("an aborted call closes its connection", async () => {
  const server = http.createServer(); // takes the request and says nothing
  const requested = once(server, "request");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  client.setConfig(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: `http://127.0.0.1:${server.address().port}` });
  client.$token = "0".repeat(64); // so that the first request is the call's own
  const controller = new AbortController();
  const call = client.certificate(IDENTITY, { signal: controller.signal });
  const [, response] = await requested;
  const closed = once(response, "close");
  controller.abort();
  await assert.rejects(call, { name: "AbortError" });
  await closed;
  server.close();
});

test("the user's own onabort stays, and listeners do not pile up", async () => {
  const controller = new AbortController();
  let called = 0;
  controller.signal.onabort = () => called++;
  let added = 0;
  const { addEventListener, removeEventListener } = AbortSignal.prototype;
  controller.signal.addEventListener = function (...args) {
    added++;
    return addEventListener.apply(this, args);
  };
  controller.signal.removeEventListener = function (...args) {
    added--;
    return removeEventListener.apply(this, args);
  };
  for (let i = 0; i < 3; i++) await client.certificate(IDENTITY, { signal: controller.signal });
  assert.equal(added, 0);
  controller.abort();
  assert.equal(called, 1);
});

test("one signal ends many calls, and the client goes on", async () => {
  await client.getAccessToken();
  await sandbox.fault({ path: ROUTE, kind: "stall" });
  const controller = new AbortController();
  const calls = Array.from({ length: 10 }, () => client.certificate(IDENTITY, { signal: controller.signal }));
  await sandbox.seen(`GET ${ROUTE}`, 10);
  controller.abort();
  for (const { reason } of await Promise.allSettled(calls)) assert.equal(reason, controller.signal.reason);
  await sandbox.control("DELETE", "/sandbox/faults");
  assert.equal((await client.certificate(IDENTITY)).status, 200);
});

test("a thousand calls on one signal need one listener, warn of nothing and leave nothing", async (t) => {
  const warnings = [];
  const warn = (warning) => warnings.push(warning);
  process.on("warning", warn);
  t.after(() => process.off("warning", warn));
  await client.getAccessToken();
  const shutdown = new AbortController();
  const listeners = () => getEventListeners(shutdown.signal, "abort").length;
  const thousand = () =>
    Array.from({ length: 1000 }, () => client.certificate(IDENTITY, { signal: shutdown.signal, deadline: 300_000 }));
  const answered = thousand();
  assert.equal(listeners(), 1);
  for (const { status } of await Promise.all(answered)) assert.equal(status, 200);
  assert.equal(listeners(), 0);

  await sandbox.reset();
  await sandbox.fault({ path: ROUTE, kind: "stall" });
  const blocked = thousand();
  await sandbox.seen(`GET ${ROUTE}`, 100); // some have gone out, some have not
  assert.equal(listeners(), 1);
  shutdown.abort();
  for (const { reason } of await Promise.allSettled(blocked)) assert.equal(reason, shutdown.signal.reason);
  assert.equal(listeners(), 0);
  await new Promise(setImmediate); // warnings come later
  assert.deepEqual(warnings, []);
});

test("AbortSignal.timeout ends a call, and a process that waits for nothing else", async () => {
  await sandbox.fault({ path: ROUTE, kind: "stall" });
  const program = `
    const { Bootpay } = require("bootpay-backend-nodejs");
    const signal = AbortSignal.timeout(300);
    Bootpay.certificate("${IDENTITY}", { signal }).catch((error) => console.log(error.name, error === signal.reason));
  `;
  const options = { cwd: __dirname, env: sandbox.environment };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["-e", program], options);
  assert.deepEqual([stdout, stderr], ["TimeoutError true\n", ""]);
});

test("AbortSignal.any ends a call for whichever reason comes first, also if only the call holds it", async () => {
  v8.setFlagsFromString("--expose-gc");
  const collectGarbage = vm.runInNewContext("gc");
  await sandbox.fault({ path: ROUTE, kind: "stall" });
  for (const first of [0, 1]) {
    const controllers = [new AbortController(), new AbortController()];
    const signals = controllers.map((controller) => controller.signal);
    const call = client.certificate(IDENTITY, { signal: AbortSignal.any(signals) });
    await sandbox.seen(`GET ${ROUTE}`, first + 1);
    collectGarbage();
    controllers[first].abort(`reason ${first}`);
    await assert.rejects(call, (reason) => reason === `reason ${first}`);
  }
  const already = AbortSignal.any([AbortSignal.abort("before"), new AbortController().signal]);
  await assert.rejects(client.certificate(IDENTITY, { signal: already }), (reason) => reason === "before");
});

test("no abort, whenever it comes, leaves a rejection that nobody can handle", async () => {
  const program = `
    const { Bootpay } = require("bootpay-backend-nodejs");
    process.on("unhandledRejection", (reason) => console.log("unhandled", reason));
    const call = (signal) => Bootpay.certificate("${IDENTITY}", { signal }).catch(() => {});
    (async () => {
      await call(AbortSignal.abort());
      const abortedAt = (moment) => {
        const controller = new AbortController();
        moment(() => controller.abort());
        return call(controller.signal);
      };
      const moments = [(abort) => abort(), queueMicrotask, process.nextTick, setImmediate];
      for (const moment of moments) await abortedAt(moment);
      for (let ms = 0; ms < 20; ms++) await abortedAt((abort) => setTimeout(abort, ms));
      await Promise.all(Array.from({ length: 100 }, (_, at) => abortedAt((abort) => setTimeout(abort, at % 10))));
      console.log((await Bootpay.certificate("${IDENTITY}")).status);
    })();
  `;
  const options = { cwd: __dirname, env: sandbox.environment };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["-e", program], options);
  assert.deepEqual([stdout, stderr], ["200\n", ""]);
});

test("an abort while the token is fetched ends that call alone: others that wait for the token get it", async () => {
  await sandbox.fault({ path: "/request/token", kind: "delay", delay_ms: 300, times: 1 });
  const controller = new AbortController();
  const call = client.certificate(IDENTITY, { signal: controller.signal });
  const other = client.certificate(IDENTITY);
  await sandbox.seen("POST /request/token");
  controller.abort();
  await assert.rejects(call, { name: "AbortError" });
  assert.equal((await other).status, 200);
  const routes = await sandbox.routes();
  assert.equal(routes.filter((route) => route === `GET ${ROUTE}`).length, 1, routes);
});

test("a signal that is aborted after the answer changes nothing", async () => {
  const controller = new AbortController();
  const answer = await client.certificate(IDENTITY, { signal: controller.signal });
  controller.abort();
  assert.equal(answer.status, 200);
});

test("SIGINT ends a process with a blocked call; a handler of the program's own is asked first", async () => {
  const program = `
    const { Bootpay } = require("bootpay-backend-nodejs");
    const controller = new AbortController();
    if (process.argv[1] === "handled") process.once("SIGINT", () => controller.abort(new Error("interrupted")));
    Bootpay.certificate("${IDENTITY}", { signal: controller.signal }).catch((error) => console.log(error.message));
  `;
  for (const [mode, expected, signal] of [
    ["plain", "", "SIGINT"],
    ["handled", "interrupted\n", null],
  ]) {
    await sandbox.reset();
    await sandbox.fault({ path: ROUTE, kind: "stall" });
    const child = spawn(process.execPath, ["-e", program, mode], { cwd: __dirname, env: sandbox.environment });
    let printed = "";
    child.stdout.on("data", (chunk) => (printed += chunk));
    child.stderr.on("data", (chunk) => (printed += chunk));
    await sandbox.seen(`GET ${ROUTE}`);
    child.kill("SIGINT");
    const [, endedBy] = await once(child, "close");
    assert.deepEqual([endedBy, printed], [signal, expected]);
  }
});
