"use strict";

// One client of Node under load: `driver.js CLIENT IN_FLIGHT SECONDS [CALLS]`. See driver.py.

const fs = require("node:fs");
const path = require("node:path");
const { createRequire } = require("node:module");

const { BENCH_BASE: BASE, BENCH_PATH: PATH, BENCH_CA: CA, BENCH_MODULES: MODULES } = process.env;
const { BOOTPAY_APPLICATION_ID, BOOTPAY_PRIVATE_KEY } = process.env;
const HEADERS = { authorization: "token", accept: "application/json" };
const RECEIPT_ID = PATH.split("/").at(-1);
const IN_FLIGHT = Number(process.argv[3]);
const installed = createRequire(path.join(MODULES, "package.json")); // where the client is, which is elsewhere

/** Each makes a client and gives a call, which resolves to the whole answer, parsed. */
const clients = {
  ours() {
    const { Bootpay } = installed("bootpay-backend-nodejs");
    return () => Bootpay.verify(RECEIPT_ID);
  },
  async official() {
    const { RestClient } = installed("@bootpay/server-rest-client");
    // It has no setting for the address, and its requests name the host of the mode.
    RestClient.$http.interceptors.request.use((config) => {
      config.url = config.url.replace("https://api.bootpay.co.kr", BASE);
      return config;
    });
    RestClient.setConfig(BOOTPAY_APPLICATION_ID, BOOTPAY_PRIVATE_KEY, "production");
    await RestClient.getAccessToken();
    return () => RestClient.verify(RECEIPT_ID);
  },
  "undici Pool"() {
    const { Pool } = installed("undici");
    const pool = new Pool(BASE, { connections: IN_FLIGHT, connect: { ca: fs.readFileSync(CA) } });
    return async () => {
      const { body } = await pool.request({ path: PATH, method: "GET", headers: HEADERS });
      return body.json();
    };
  },
  fetch() {
    return async () => (await fetch(BASE + PATH, { headers: HEADERS })).json();
  },
  "node:http"() {
    const http = require(BASE.startsWith("https:") ? "node:https" : "node:http");
    const agent = new http.Agent({ keepAlive: true, ca: fs.readFileSync(CA) });
    return () =>
      new Promise((resolve, reject) => {
        const request = http.get(BASE + PATH, { agent, headers: HEADERS }, (response) => {
          const chunks = [];
          response.on("data", (chunk) => chunks.push(chunk));
          response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks))));
          response.on("error", reject);
        });
        request.on("error", reject);
      });
  },
};

function lookAt(answer) {
  const receipt = answer.data;
  if (receipt.receipt_id !== RECEIPT_ID || receipt.status !== 1) {
    throw new Error(`another answer came: ${JSON.stringify(answer)}`);
  }
}

async function load(call, seconds, most) {
  const until = performance.now() + seconds * 1000;
  let calls = 0;
  const work = async () => {
    for (let count = 0; count < most && performance.now() < until; count++) {
      lookAt(await call());
      calls++;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return calls;
}

function since() {
  const [began, before] = [performance.now(), process.cpuUsage()];
  return (calls) => {
    const used = process.cpuUsage(before);
    return {
      calls,
      seconds: (performance.now() - began) / 1000,
      cpu_s: (used.user + used.system) / 1e6,
      resident_kb: Math.round(process.memoryUsage.rss() / 1024),
    };
  };
}

async function main() {
  const [client, , seconds, most] = process.argv.slice(2);
  let told = since();
  const call = await clients[client]();
  lookAt(await call());
  const first = told(1);
  if (most === undefined) await load(call, seconds / 2, Infinity);
  told = since();
  const calls = await load(call, Number(seconds), Number(most ?? Infinity));
  fs.writeSync(1, `${JSON.stringify({ first, load: told(calls) })}\n`);
  process.exit(0); // whatever a client leaves open
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
