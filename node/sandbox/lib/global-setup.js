"use strict";

// One sandbox for all workers of Jest or Vitest.

const { Sandbox } = require("./sandbox.js");

let started;

async function setup() {
  if (process.env.BOOTPAY_SANDBOX_URL) return undefined; // somebody else's, or that of the run before in watch mode
  started = await Sandbox.start();
  process.env.BOOTPAY_SANDBOX_URL = started.url;
  return teardown;
}

async function teardown() {
  if (started === undefined) return;
  delete process.env.BOOTPAY_SANDBOX_URL;
  await started.stop();
  started = undefined;
}

module.exports = setup;
