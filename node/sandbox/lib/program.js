"use strict";

// The program `bootpay` of this platform; a package may hold several.

const fs = require("node:fs");
const path = require("node:path");
const { SandboxError } = require("./error.js");

const programs = path.join(__dirname, "..", "programs");

function program() {
  const platform = `${process.platform}-${process.arch}`;
  const file = path.join(programs, platform, process.platform === "win32" ? "bootpay.exe" : "bootpay");
  if (fs.existsSync(file)) return file;
  const there = fs.existsSync(programs) ? fs.readdirSync(programs).join(", ") : "no platform";
  throw new SandboxError(
    `bootpay-sandbox has its program for ${there}, and this machine is ${platform}: ` +
      "build it with `cargo install bootpay-cli`, start `bootpay sandbox`, and point clients at it with BOOTPAY_BASE_URL"
  );
}

exports.program = program;
