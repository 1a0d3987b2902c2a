"use strict";

// A sandbox for what is loaded next, without a wait that a module could not have.

const { once } = require("node:events");
const path = require("node:path");
const { MessageChannel, Worker, receiveMessageOnPort } = require("node:worker_threads");
const { SandboxError } = require("./error.js");
const { Sandbox } = require("./sandbox.js");

/** How long it may take, in milliseconds. */
const PATIENCE = 60_000;

/** A project in the sandbox that BOOTPAY_SANDBOX_URL names; without it in one that is started. The environment is set to it. */
exports.open = () => {
  const url = process.env.BOOTPAY_SANDBOX_URL;
  const { port1, port2 } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(path.join(__dirname, "opener.js"), {
    workerData: { port: port2, flag, url },
    transferList: [port2],
    // what is loaded before everything here would be there too, and open a sandbox by itself
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  worker.unref();
  if (Atomics.wait(flag, 0, 0, PATIENCE) === "timed-out") {
    worker.terminate();
    throw new SandboxError(`${url || "the sandbox"} did not answer within ${PATIENCE} ms`);
  }
  const { told, problem } = receiveMessageOnPort(port1).message;
  port1.close();
  if (problem !== undefined) throw new SandboxError(problem);
  const sandbox = url ? Sandbox.joined(told) : new Sandbox(told, () => end(worker));
  Object.assign(process.env, sandbox.env);
  return sandbox;
};

async function end(worker) {
  const ended = once(worker, "exit");
  worker.ref();
  worker.postMessage("stop");
  await ended;
}
