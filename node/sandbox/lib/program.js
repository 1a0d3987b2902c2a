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
  const there = fs.existsSync(programs) ? fs.readdirSync(programs) : [];
  throw new SandboxError(
    there.includes(platform)
      ? `bootpay-sandbox is not whole: ${file} is missing; install the package again`
      : `bootpay-sandbox has its program for ${there.join(", ") || "no platform"}, and this machine is ${platform}: build it ` +
        "with Rust from the repository, `cargo install --path crates/bootpay-cli`, start `bootpay sandbox`, and point clients at " +
        "it with BOOTPAY_BASE_URL"
  );
}

exports.program = program;
