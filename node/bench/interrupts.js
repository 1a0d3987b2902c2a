"use strict";

// How long a blocked call takes to end once it is interrupted, in milliseconds: 20 rounds of each kind.
// Run it where the package is installed: node/test.sh leaves build/node-test behind, so
//   node build/node-test/bench/interrupts.js

const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { Worker } = require("node:worker_threads");
const { Bootpay } = require("bootpay-backend-nodejs");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY, IDENTITY } = require("../test/sandbox.js");

process.chdir(__dirname); // where code that is given as text finds the package
const ROUNDS = 20;
const ROUTE = `/certificate/${IDENTITY}`;
const CALL = `require("bootpay-backend-nodejs").Bootpay.certificate("${IDENTITY}"`;

/** Each starts a call and gives what interrupts it; that resolves when the interruption is complete. */
const kinds = {
  AbortSignal: () => {
    const controller = new AbortController();
    const call = Bootpay.certificate(IDENTITY, { signal: controller.signal }).catch(() => {});
    return () => {
      controller.abort();
      return call;
    };
  },
  "worker.terminate()": (sandbox) => {
    const worker = new Worker(`${CALL})`, { eval: true, env: sandbox.environment });
    return () => worker.terminate();
  },
  "SIGINT, no handler": (sandbox) => interrupted(sandbox, `${CALL})`),
  "SIGINT, handler aborts": (sandbox) =>
    interrupted(
      sandbox,
      `const controller = new AbortController();
       process.once("SIGINT", () => controller.abort());
       ${CALL}, { signal: controller.signal }).catch(() => {})`,
    ),
  "process.exit()": (sandbox) => interrupted(sandbox, `process.once("SIGINT", () => process.exit(0)); ${CALL})`),
};

function interrupted(sandbox, program) {
  const child = spawn(process.execPath, ["-e", program], { cwd: __dirname, env: sandbox.environment });
  return () => {
    child.kill("SIGINT");
    return once(child, "exit");
  };
}

async function main() {
  const sandbox = await Sandbox.start();
  Bootpay.setConfig(APPLICATION_ID, PRIVATE_KEY, "production", { baseUrl: sandbox.url });
  for (const [name, start] of Object.entries(kinds)) {
    const times = [];
    for (let round = 0; round < ROUNDS; round++) {
      await sandbox.reset();
      await sandbox.fault({ path: ROUTE, kind: "stall" });
      const interrupt = start(sandbox);
      await sandbox.seen(`GET ${ROUTE}`);
      const began = process.hrtime.bigint();
      await interrupt();
      times.push(Number(process.hrtime.bigint() - began) / 1e6);
    }
    times.sort((a, b) => a - b);
    const [median, max] = [times[ROUNDS / 2], times.at(-1)];
    console.log(`${name.padEnd(24)} median ${median.toFixed(2).padStart(7)} ms   max ${max.toFixed(2).padStart(7)} ms`);
  }
  await sandbox.stop();
}

main();
