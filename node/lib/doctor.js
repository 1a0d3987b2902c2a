#!/usr/bin/env node
"use strict";

// `npx bootpay-backend-nodejs doctor` checks the keys, the way to the server and the clock; `once-table` in its place prints
// the SQL table of `once.postgres` and `once.sqlite`.

const native = require("./native.js");
const { USER_AGENT } = require("./client.js");
const { fromDoor } = require("./errors.js");

// Whoever reads has read enough.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
});

async function main() {
  const program = "npx bootpay-backend-nodejs doctor";
  const { ok, body, meta } = await native.doctor(program, USER_AGENT, process.argv.slice(2));
  if (!ok) throw fromDoor(meta);
  const { exit_code: exitCode, output, error } = JSON.parse(body);
  if (output) process.stdout.write(`${output}\n`);
  if (error) process.stderr.write(`${error}\n`);
  process.exitCode = exitCode;
}

main();
