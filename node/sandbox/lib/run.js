"use strict";

// Lets the program take this process's place, as far as that is possible.

const { spawn } = require("node:child_process");
const { program } = require("./program.js");

function file() {
  try {
    return program();
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exit(1);
  }
}

exports.run = (args) => {
  const child = spawn(file(), args, { stdio: "inherit" });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const pass = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  child.once("error", (error) => {
    console.error(`error: the program of bootpay-sandbox cannot be run on this machine: ${error.message}`);
    process.exit(1);
  });
  child.once("exit", (code, signal) => {
    for (const each of signals) process.off(each, pass);
    if (signal === null) process.exit(code);
    process.kill(process.pid, signal);
  });
};
