"use strict";

// Run by processes.test.js, with a server that never answers for the identity: a primary that calls, two workers that
// call, one of them killed while it waits, and then the others once more.

const cluster = require("node:cluster");
const { once } = require("node:events");
const { Bootpay } = require("bootpay-backend-nodejs");
const { Sandbox, IDENTITY, PAYMENT } = require("./sandbox.js");

const call = async () => (await Bootpay.verify(PAYMENT)).status;

/** What `worker` posts next, after it was told to do something. */
async function told(worker, what) {
  const answer = once(worker, "message");
  worker.send(what);
  const [status] = await answer;
  return status;
}

async function primary() {
  const sandbox = Object.assign(new Sandbox(), { url: process.env.BOOTPAY_BASE_URL });
  const seen = [`primary ${await call()}`];
  const [one, two] = [cluster.fork(), cluster.fork()];
  const both = await Promise.all([told(one, "call"), told(two, "call")]);
  seen.push(`workers ${both.join(" ")}`);
  one.send("wait");
  await sandbox.seen(`GET /certificate/${IDENTITY}`);
  const gone = once(one, "exit");
  one.process.kill("SIGKILL");
  const [, signal] = await gone;
  seen.push(`killed by ${signal}`, `worker ${await told(two, "call")}`, `primary ${await call()}`);
  console.log(seen.join(", "));
  two.disconnect();
}

function worker() {
  process.on("message", async (what) => {
    if (what === "call") process.send(await call());
    else Bootpay.certificate(IDENTITY);
  });
}

if (cluster.isPrimary) primary();
else worker();
