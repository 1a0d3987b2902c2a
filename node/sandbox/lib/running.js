"use strict";

// A program `bootpay sandbox` that this process has started, on a free port.

const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { SandboxError } = require("./error.js");
const { program } = require("./program.js");

/** How long the program may take to end once it was told to, in milliseconds. */
const PATIENCE = 30_000;

/** The first line that the program prints; its errors are told if it ends instead. */
function firstLine(child, timeout) {
  return new Promise((resolve, reject) => {
    let printed = "";
    let wrote = "";
    const fail = (what) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new SandboxError(wrote.trim() === "" ? what : `${what}: ${wrote.trim()}`));
    };
    const timer = setTimeout(() => fail(`the sandbox did not listen within ${timeout} ms`), timeout);
    child.once("error", (error) => fail(`the sandbox cannot be run on this machine: ${error.message}`));
    // "close" and not "exit": by then all that it wrote has been read
    child.once("close", (code, signal) => fail(`the sandbox ended with ${code ?? signal}`));
    child.stderr.setEncoding("utf8").on("data", (text) => {
      wrote = (wrote + text).slice(-10_000);
    });
    child.stdout.setEncoding("utf8").on("data", (text) => {
      printed += text;
      if (!printed.includes("\n")) return;
      clearTimeout(timer);
      resolve(printed);
    });
  });
}

class Running {
  #child;

  constructor(child, told) {
    this.#child = child;
    /** What it says of its first project. */
    this.told = told;
  }

  static async start(more, timeout) {
    const args = ["sandbox", "--listen", "127.0.0.1:0", "--json", "--with-parent", ...more];
    const child = spawn(program(), args, {
      stdio: "pipe", // it ends when its standard input does
      detached: process.platform !== "win32", // Ctrl-C in a terminal does not reach it; there it would open a window
      windowsHide: true,
    });
    child.stdin.on("error", () => {}); // it is gone, and `stop` will see that
    const told = JSON.parse(await firstLine(child, timeout));
    // This process may end while the sandbox runs, which then ends too.
    for (const part of [child, child.stdin, child.stdout, child.stderr]) part.unref();
    return new Running(child, told);
  }

  async stop() {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.ref();
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    child.stdin.destroy();
    child.kill("SIGTERM");
    await ended;
    clearTimeout(timer);
  }
}

exports.Running = Running;
