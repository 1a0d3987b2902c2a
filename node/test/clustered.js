"use strict";

// Run by processes.test.js: a primary that calls, two workers that call, the primary once more.

const cluster = require("node:cluster");
const { once } = require("node:events");
const { Bootpay } = require("bootpay-backend-nodejs");
const { IDENTITY } = require("./sandbox.js");

const call = async () => (await Bootpay.certificate(IDENTITY)).status;

async function primary() {
  const seen = [await call()];
  const workers = [cluster.fork(), cluster.fork()];
  for (const worker of workers) worker.on("message", (status) => seen.push(status));
  await Promise.all(workers.map((worker) => once(worker, "exit")));
  seen.push(await call());
  console.log(seen.join(" "));
}

if (cluster.isPrimary) primary();
else call().then((status) => process.send(status, () => process.exit(0)));
