"use strict";

// The package as it is installed: what it gives out, and that its documentation runs.

const assert = require("node:assert/strict");
const { execFile } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { promisify } = require("node:util");
const { after, before, test } = require("node:test");
const { BootpayClient } = require("bootpay-backend-nodejs");
const { Sandbox } = require("./sandbox.js");

const FOLDER = path.dirname(require.resolve("bootpay-backend-nodejs/package.json"));

let sandbox;
before(async () => {
  sandbox = await Sandbox.start();
});
after(() => sandbox.stop());

test("import and require give the same objects", async () => {
  const required = require("bootpay-backend-nodejs");
  const { default: all, ...named } = await import("bootpay-backend-nodejs");
  assert.equal(all, required);
  assert.deepEqual({ ...named }, { ...required });
});

test("it has no dependencies, its licence is in it, and nothing is there that was not meant to be", () => {
  const manifest = require("bootpay-backend-nodejs/package.json");
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.scripts, undefined);
  assert.equal(manifest.license.split(" AND ")[0], "MIT");
  assert.deepEqual(fs.readdirSync(FOLDER).sort(), [
    "LICENSE",
    "README.md",
    "THIRD-PARTY-LICENSES",
    "browser.d.ts",
    "express.d.ts",
    "generated",
    "index.d.mts",
    "index.d.ts",
    "index.mjs",
    "lib",
    "native",
    "next.d.ts",
    "once.d.ts",
    "package.json",
  ]);
  assert.throws(() => require("bootpay-backend-nodejs/lib/client.js"), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" });
});

test("requiring it loads what every call needs and nothing else", async () => {
  const program = `
    const { builtinModules } = require("node:module");
    const loaded = () => builtinModules.filter((name) => process.moduleLoadList.includes("NativeModule " + name));
    const before = loaded();
    require("bootpay-backend-nodejs");
    const ofNode = loaded().filter((name) => !before.includes(name));
    console.log(JSON.stringify({ files: Object.keys(require.cache), ofNode }));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { cwd: __dirname });
  const { files, ofNode } = JSON.parse(stdout);
  const inPackage = files.map((file) => path.relative(FOLDER, file).split(path.sep).join("/"));
  assert.deepEqual(inPackage.filter((name) => !name.endsWith(".node")).sort(), [
    ...["lib/abort.js", "lib/binary.js", "lib/calls.js", "lib/client.js", "lib/core.js", "lib/discreet.js", "lib/errors.js"],
    ...["lib/generated/calls.js", "lib/generated/constants.js", "lib/generated/names.js", "lib/index.js", "lib/log.js"],
    ...["lib/native.js", "lib/options.js", "lib/platform.js", "lib/request.js", "lib/settle.js", "lib/stack.js"],
    ...["lib/warning.js", "package.json"],
  ]);
  assert.deepEqual(ofNode, ["util/types"]);
});

test("on a platform without a binary the error names it and those that are there", async () => {
  const copy = fs.mkdtempSync(path.join(__dirname, "copy-"));
  try {
    fs.cpSync(FOLDER, copy, { recursive: true });
    const native = path.join(copy, "native");
    const { platformName } = require(path.join(copy, "lib", "platform.js"));
    const binary = `${platformName}.node`;
    for (const other of fs.readdirSync(native)) if (other !== binary) fs.rmSync(path.join(native, other));
    fs.renameSync(path.join(native, binary), path.join(native, "plan9-mips.node"));
    const wanted = path.basename(binary, ".node");
    const message = new RegExp(`no binary for this platform \\(${wanted}\\); this package has: plan9-mips`);
    assert.throws(() => require(copy), message);
    fs.writeFileSync(path.join(native, binary), "no library");
    assert.throws(() => require(copy), /cannot load its binary for .*C library older/s);
    fs.rmSync(native, { recursive: true });
    // in a process that has not seen the file before
    await assert.rejects(promisify(execFile)(process.execPath, ["-e", `require(${JSON.stringify(copy)})`]), {
      message: /Error: \S+ was bundled, and its binary for \S+ is not in the bundle \(Cannot find module [^\n]*\.$/m,
    });
  } finally {
    fs.rmSync(copy, { recursive: true });
  }
});

test("on a platform that nobody builds for the error names it, what is there and what to do", async () => {
  const native = fs.readdirSync(path.join(FOLDER, "native")).map((file) => path.basename(file, ".node"));
  for (const [property, value, name] of [
    ["platform", "plan9", `plan9-${process.arch}`],
    ["arch", "mips", new RegExp(`${process.platform}-mips\\S*`).source],
  ]) {
    const code = `Object.defineProperty(process, "${property}", { value: "${value}" }); require("bootpay-backend-nodejs");`;
    const has = `this package has: ${native.sort().join(", ")}. Install a package that has it, or build one`;
    await assert.rejects(promisify(execFile)(process.execPath, ["-e", code], { cwd: __dirname }), {
      message: new RegExp(`^Error: bootpay-backend-nodejs has no binary for this platform \\(${name}\\); ${has}`, "m"),
    });
  }
});

test("on Linux the loader that the program names decides, wherever in its file it does", { skip: process.platform !== "linux" }, async () => {
  const folder = fs.mkdtempSync(path.join(__dirname, "program-"));
  try {
    const program = path.join(folder, "node");
    for (const [loader, libc] of [
      ["/lib/ld-musl-x86_64.so.1", "musl"],
      ["/lib64/ld-linux-x86-64.so.2", "gnu"],
    ]) {
      const elf = Buffer.alloc(20_000);
      elf.writeBigUInt64LE(64n, 32); // one program header after the file's
      elf.writeUInt16LE(56, 54);
      elf.writeUInt16LE(1, 56);
      elf.writeUInt32LE(3, 64); // PT_INTERP
      elf.writeBigUInt64LE(10_000n, 72);
      elf.writeBigUInt64LE(BigInt(loader.length), 96);
      elf.write(loader, 10_000);
      fs.writeFileSync(program, elf);
      const code = `Object.defineProperty(process, "execPath", { value: ${JSON.stringify(program)} });
        console.log(require(${JSON.stringify(path.join(FOLDER, "lib", "platform.js"))}).platformName);`;
      const { stdout } = await promisify(execFile)(process.execPath, ["-e", code]);
      assert.equal(stdout, `linux-${process.arch}-${libc}\n`);
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

/** Every @example of the declarations. Those of the README are run by tests/docs. */
function documented() {
  const files = ["index.d.ts", ...["calls.d.ts", "constants.d.ts"].map((file) => path.join("generated", file))];
  const declarations = files.map((file) => fs.readFileSync(path.join(FOLDER, file), "utf8")).join("");
  return [...declarations.matchAll(/@example\n(.*?)\*\//gs)].map(([, code]) => code.replace(/^ *\* ?/gm, ""));
}

test("every example of the declarations runs", async () => {
  const all = documented();
  // the class, its methods but toJSON, three of webhooks, two of identity, the bank codes, the stores and pino's paths
  const methods = Object.getOwnPropertyNames(BootpayClient.prototype).filter((name) => isMethod(name));
  assert.equal(all.length, methods.length + 3 + 2 + 4);
  for (const code of all) {
    await sandbox.reset();
    const escrow = { receipt_id: "00000000000000000000e5c0", price: 10_000, escrow: true };
    await sandbox.control("POST", "/sandbox/payments", escrow);
    const program = `(async () => { ${code} })().catch((error) => { console.error(error); process.exit(1); });`;
    await promisify(execFile)(process.execPath, ["-e", program], { cwd: __dirname, env: sandbox.environment });
  }
});

const isMethod = (name) =>
  !["constructor", "toJSON"].includes(name) &&
  typeof Object.getOwnPropertyDescriptor(BootpayClient.prototype, name).value === "function";
