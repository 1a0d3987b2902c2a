"use strict";

// Loading, worker threads, forked processes, and how long a process lives.

const assert = require("node:assert/strict");
const { execFile, fork, spawn } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const path = require("node:path");
const { after, before, beforeEach, test } = require("node:test");
const { Worker } = require("node:worker_threads");
const { promisify } = require("node:util");
const { BootpayClient } = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY, IDENTITY, PAYMENT } = require("./sandbox.js");

process.chdir(__dirname); // where code that is given as text finds the package
const ROUTE = `/certificate/${IDENTITY}`;

let sandbox;
before(async () => {
  sandbox = await Sandbox.start();
});
beforeEach(() => sandbox.reset());
after(() => sandbox.stop());

const client = () => new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: sandbox.url, maxRetries: 0 });

const run = (program, env = sandbox.environment) => promisify(execFile)(process.execPath, ["-e", program], { env });

/** A worker that runs `program` and tells what it posts. */
function work(program, workerData = {}) {
  return new Worker(program, { eval: true, env: sandbox.environment, workerData });
}

const onLinux = { skip: fs.existsSync("/proc/self/task") ? false : "needs /proc" };

test("loading the package and making a client start no thread and open no file or socket", onLinux, async () => {
  const { stdout } = await run(`
    const fs = require("node:fs");
    require("node:path");
    const threads = () => fs.readdirSync("/proc/self/task").length;
    const files = () => fs.readdirSync("/proc/self/fd").length;
    const before = [threads(), files()];
    const { Bootpay, BootpayClient } = require("bootpay-backend-nodejs");
    Bootpay.setConfig("a", "k");
    new BootpayClient("a", "k");
    console.log(JSON.stringify([before, [threads(), files()]]));
  `);
  const [loaded, used] = JSON.parse(stdout);
  assert.deepEqual(used, loaded);
});

test("a call that nobody awaits keeps the process alive until it settles, and nothing does afterwards", async () => {
  const { stdout } = await run(`
    const { Bootpay } = require("bootpay-backend-nodejs");
    Bootpay.certificate("${IDENTITY}").then(({ status }) => process.on("exit", () => console.log("done", status)));
  `);
  assert.equal(stdout, "done 200\n");
});

test("process.exit with calls pending, in a worker as well, ends the process", async () => {
  await sandbox.fault({ path: ROUTE, kind: "stall" });
  const calls = `
    const { Bootpay } = require("bootpay-backend-nodejs");
    for (let i = 0; i < 32; i++) Bootpay.certificate("${IDENTITY}");
  `;
  const program = `
    ${calls}
    new (require("node:worker_threads").Worker)(${JSON.stringify(calls)}, { eval: true });
    process.stdin.once("data", () => process.exit(7));
  `;
  const child = spawn(process.execPath, ["-e", program], { env: sandbox.environment });
  let printed = "";
  child.stderr.on("data", (chunk) => (printed += chunk));
  await sandbox.seen(`GET ${ROUTE}`, 64);
  child.stdin.write("now");
  assert.deepEqual(await once(child, "close"), [7, null]);
  assert.equal(printed, "");
});

test("timers, files and other requests go on while 64 calls are pending", async () => {
  await sandbox.fault({ path: ROUTE, kind: "stall" });
  const mine = client();
  const controller = new AbortController();
  const { signal } = controller;
  const calls = Array.from({ length: 64 }, () => mine.certificate(IDENTITY, { signal }));
  const settled = Promise.allSettled(calls).then(() => "the calls are over");
  await sandbox.seen(`GET ${ROUTE}`, 64);
  for (const other of [
    new Promise((resolve) => setTimeout(resolve, 1)),
    new Promise(setImmediate),
    fs.promises.readFile(__filename), // libuv's four threads are free
    mine.verify(PAYMENT),
  ]) {
    assert.notEqual(await Promise.race([other, settled]), "the calls are over");
  }
  controller.abort();
  await settled;
});

test("calls that are over by then are told of in one turn of the event loop", async () => {
  const calling = client();
  let told = 0;
  const toldBeforeTick = [];
  const refused = () => {
    told += 1;
    process.nextTick(() => toldBeforeTick.push(told));
  };
  // refused by the core before anything is sent, so all are over when the event loop comes to them
  await Promise.all(Array.from({ length: 100 }, () => calling.certificate(IDENTITY, { timeout: -1 }).catch(refused)));
  await new Promise(setImmediate);
  assert.deepEqual(toldBeforeTick, Array(100).fill(100));
});

test("a thousand calls at once", async () => {
  const mine = client();
  const calls = Array.from({ length: 1000 }, () => mine.certificate(IDENTITY, { deadline: 300_000, timeout: 300_000 }));
  for (const { status } of await Promise.all(calls)) assert.equal(status, 200);
  const routes = await sandbox.routes();
  assert.equal(routes.length, 1001);
  assert.equal(routes.filter((route) => route === "POST /request/token").length, 1);
});

test("every worker thread has its own shared client", async () => {
  const mine = client();
  await mine.certificate(IDENTITY);
  const outcomes = Array.from({ length: 10 }, () => {
    const worker = work(`
      const { parentPort } = require("node:worker_threads");
      const { Bootpay } = require("bootpay-backend-nodejs");
      (async () => {
        const answers = await Promise.all([1, 2, 3].map(() => Bootpay.certificate("${IDENTITY}")));
        parentPort.postMessage(answers.map(({ status }) => status));
      })();
    `);
    return Promise.all([once(worker, "message"), once(worker, "exit")]);
  });
  for (const [[answers], [code]] of await Promise.all(outcomes)) {
    assert.deepEqual([answers, code], [[200, 200, 200], 0]);
  }
  const tokens = (await sandbox.routes()).filter((route) => route === "POST /request/token");
  assert.equal(tokens.length, 11, "one for each instance");
  assert.equal((await mine.certificate(IDENTITY)).status, 200);
});

test("a worker's own environment counts, not the process's", async () => {
  const worker = new Worker(
    `const { Bootpay } = require("bootpay-backend-nodejs");
     Bootpay.setConfig();
     require("node:worker_threads").parentPort.postMessage(JSON.stringify(Bootpay));`,
    { eval: true, env: { ...sandbox.environment, BOOTPAY_BASE_URL: "http://127.0.0.1:9" } },
  );
  const [shown] = await once(worker, "message");
  assert.equal(JSON.parse(shown).baseUrl, "http://127.0.0.1:9");
});

test("a worker is terminated with calls pending, and the others go on", async () => {
  await sandbox.fault({ path: ROUTE, kind: "stall", times: 32 });
  const worker = work(`
    const { Bootpay } = require("bootpay-backend-nodejs");
    const { signal } = new AbortController();
    for (let i = 0; i < 32; i++) Bootpay.certificate("${IDENTITY}", i % 2 ? { signal } : {});
  `);
  await sandbox.seen(`GET ${ROUTE}`, 32);
  assert.equal(await worker.terminate(), 1);
  const mine = client();
  assert.equal((await mine.certificate(IDENTITY)).status, 200);
  const next = work(`
    require("bootpay-backend-nodejs").Bootpay.certificate("${IDENTITY}").then(({ status }) => process.exit(status - 100));
  `);
  assert.deepEqual(await once(next, "exit"), [100]);
});

test("workers that come and go while the server answers late", async () => {
  await sandbox.fault({ path: ROUTE, kind: "delay", delay_ms: 20 });
  for (let round = 0; round < 10; round++) {
    const worker = work(`require("bootpay-backend-nodejs").Bootpay.certificate("${IDENTITY}")`);
    await sandbox.seen(`GET ${ROUTE}`, round + 1);
    await worker.terminate();
  }
  await sandbox.control("DELETE", "/sandbox/faults");
  assert.equal((await client().certificate(IDENTITY)).status, 200);
});

test("child_process.fork after a call in the parent", async () => {
  const mine = client();
  await mine.certificate(IDENTITY);
  const child = fork(path.join(__dirname, "forked.js"), { env: sandbox.environment });
  const [[status], [code]] = await Promise.all([once(child, "message"), once(child, "exit")]);
  assert.deepEqual([status, code], [200, 0]);
  assert.equal((await mine.certificate(IDENTITY)).status, 200);
});

test("cluster: the primary and its workers all call, also after one was killed in the middle of a call", async () => {
  await sandbox.fault({ path: ROUTE, kind: "stall" });
  const file = path.join(__dirname, "clustered.js");
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env: sandbox.environment });
  assert.equal(stdout, "primary 200, workers 200 200, killed by SIGKILL, worker 200, primary 200\n");
});

test("the examples run", async () => {
  for (const name of ["certificate.cjs", "certificate.mjs"]) {
    const file = path.join(__dirname, "..", "examples", name);
    const example = (...args) => promisify(execFile)(process.execPath, [file, ...args], { env: sandbox.environment });
    assert.match((await example()).stdout, /^.\*+ /u);
    await assert.rejects(example("0".repeat(24)), { code: 1 });
  }
});
