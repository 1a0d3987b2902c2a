"use strict";

// The binary of this platform, or undefined. Each is requested literally, so that bundlers can follow it, and under a
// condition that they can decide if they are told process.platform and process.arch, so that they drop the others.
// One platform a line: tarball.sh takes out those whose binary it does not pack.

const { libc } = require("./platform.js");

module.exports =
  process.platform === "darwin" && process.arch === "arm64" ? require("../native/darwin-arm64.node") :
  process.platform === "darwin" && process.arch === "x64" ? require("../native/darwin-x64.node") :
  process.platform === "linux" && process.arch === "arm64" && libc === "gnu" ? require("../native/linux-arm64-gnu.node") :
  process.platform === "linux" && process.arch === "arm64" && libc === "musl" ? require("../native/linux-arm64-musl.node") :
  process.platform === "linux" && process.arch === "x64" && libc === "gnu" ? require("../native/linux-x64-gnu.node") :
  process.platform === "linux" && process.arch === "x64" && libc === "musl" ? require("../native/linux-x64-musl.node") :
  process.platform === "win32" && process.arch === "x64" ? require("../native/win32-x64.node") :
  undefined;
