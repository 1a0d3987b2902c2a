"use strict";

// The name of the binary that a process needs: <platform>-<arch>, on Linux <platform>-<arch>-<gnu|musl>.

const fs = require("node:fs");

// The program's own ELF header names the loader that started it. That a musl loader lies on the disk proves
// nothing, and process.report takes milliseconds.
function loadersLibc() {
  const header = Buffer.alloc(4096);
  try {
    const file = fs.openSync(process.execPath, "r");
    try {
      fs.readSync(file, header, 0, header.length, 0);
    } finally {
      fs.closeSync(file);
    }
  } catch {
    return "gnu";
  }
  return header.includes("/ld-musl-") ? "musl" : "gnu";
}

const { platform, arch } = process;

/** The C library of Linux: "gnu" or "musl"; undefined elsewhere. */
exports.libc = platform === "linux" ? loadersLibc() : undefined;

exports.platformName = [platform, arch, exports.libc].filter(Boolean).join("-");
