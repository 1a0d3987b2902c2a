"use strict";

// For node:test: imported by a test file, or loaded before each with `node --test --require bootpay-sandbox/node-test`.

const { after, afterEach, beforeEach } = require("node:test");
const { refuseMisuses, strict, tell } = require("./each-test.js");
const { open } = require("./open.js");

/** Under --require the process that starts those of the test files loads this too. */
const isRunner =
  process.execArgv.includes("--test") &&
  process.env.NODE_TEST_CONTEXT === undefined &&
  !process.execArgv.some((argument) => argument.endsWith("test-isolation=none")); // which runs them by itself

const sandbox = open();
if (isRunner) {
  process.env.BOOTPAY_SANDBOX_URL = sandbox.url; // for the files' processes, each of which makes a project of its own
} else {
  let running = 0; // a test's subtests begin while it runs, and need what it has made
  beforeEach(async () => {
    running += 1;
    if (running === 1) await sandbox.reset();
  });
  afterEach(async (test) => {
    running -= 1;
    if (!test.error) return refuseMisuses(sandbox);
    const seen = await sandbox.seen();
    const thrown = test.error.cause ?? test.error;
    tell(thrown, seen);
    thrown.message = `${thrown.message}\n\n${seen}`; // which is all that TAP has
  });
  after(() => sandbox.stop());
}

exports.sandbox = sandbox;
exports.strict = strict;
