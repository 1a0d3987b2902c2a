"use strict";

// For Jest, as a setup file or imported by a test file: once in each test file, whose module registry and global object are
// its own.

const { afterAll, afterEach, beforeEach } = require("@jest/globals");
const { refuseMisuses, strict, tell } = require("./each-test.js");
const { open } = require("./open.js");

const KEY = Symbol.for("bootpay-sandbox");
/** Where jest-circus, Jest's runner, has those whom it tells what happens. No function tells a hook how its test ended. */
const LISTENERS = Symbol.for("EVENT_HANDLERS");

function begin() {
  const sandbox = open();
  let running;
  globalThis[LISTENERS]?.push(({ name, test }) => {
    if (name === "test_start") running = test;
  });
  beforeEach(() => sandbox.reset());
  afterEach(async () => {
    const [failure] = running?.errors ?? [];
    if (failure === undefined) return refuseMisuses(sandbox);
    // with where the test was called, for errors that do not know where they were thrown
    tell(Array.isArray(failure) ? failure[0] : failure, await sandbox.seen());
  });
  afterAll(() => sandbox.stop());
  return sandbox;
}

exports.sandbox = globalThis[KEY] ??= begin();
exports.strict = strict;
