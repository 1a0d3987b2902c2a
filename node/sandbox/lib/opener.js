"use strict";

// A thread that joins a sandbox, or starts one and keeps it until it is told to stop: the thread that loads an application
// waits for it, and so the application finds the environment as its sandbox is.

const { once } = require("node:events");
const { parentPort, workerData } = require("node:worker_threads");
const { Sandbox } = require("./sandbox.js");

const { port, flag, url } = workerData;

function say(answer) {
  port.postMessage(answer);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

async function open() {
  try {
    const sandbox = url ? await Sandbox.join(url) : await Sandbox.start();
    const { applicationId, privateKey, webApplicationId, tlsUrl } = sandbox;
    const told = { application_id: applicationId, private_key: privateKey, web_application_id: webApplicationId };
    say({ told: { ...told, url: sandbox.url, tls_url: tlsUrl } });
    return sandbox;
  } catch (error) {
    say({ problem: error.message });
  }
}

async function main() {
  const sandbox = await open();
  if (sandbox === undefined || url) return; // whoever asked deletes the project
  await once(parentPort, "message");
  await sandbox.stop();
}

main();
