"use strict";

// The name of the binary that a process needs: <platform>-<arch>, on Linux <platform>-<arch>-<gnu|musl>.

const fs = require("node:fs");

// The program's own ELF file names the loader that started it. That a musl loader lies on the disk proves nothing, and
// process.report takes milliseconds.
function loadersLibc() {
  try {
    const file = fs.openSync(process.execPath, "r");
    try {
      return loader(file).includes("/ld-musl-") ? "musl" : "gnu";
    } finally {
      fs.closeSync(file);
    }
  } catch {
    return "gnu";
  }
}

/** What a program header of the kind PT_INTERP points at; patched programs have it anywhere in the file. */
function loader(file) {
  const read = (position, length) => {
    const bytes = Buffer.alloc(length);
    fs.readSync(file, bytes, 0, length, position);
    return bytes;
  };
  const header = read(0, 64); // of 64 bits, as every Node of the package's platforms
  const [size, count] = [header.readUInt16LE(54), header.readUInt16LE(56)];
  const table = read(Number(header.readBigUInt64LE(32)), size * count);
  for (let entry = 0; entry < table.length; entry += size) {
    if (table.readUInt32LE(entry) === 3) {
      return read(Number(table.readBigUInt64LE(entry + 8)), Number(table.readBigUInt64LE(entry + 32)));
    }
  }
  return "";
}

const { platform, arch } = process;

/** The C library of Linux: "gnu" or "musl"; undefined elsewhere. */
exports.libc = platform === "linux" ? loadersLibc() : undefined;

exports.platformName = [platform, arch, exports.libc].filter(Boolean).join("-");
