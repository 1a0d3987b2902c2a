"use strict";

// What becomes of the binary when a backend is packed: the bundle works, or says what to do, at the build where it can.
// A bundle is run in a folder of its own, far from node_modules, unless the package was left out of it on purpose.

const assert = require("node:assert/strict");
const { execFile, spawn } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const { createRequire } = require("node:module");
const os = require("node:os");
const path = require("node:path");
const readline = require("node:readline");
const { after, before, beforeEach, test } = require("node:test");
const { promisify } = require("node:util");
const { Sandbox, REPOSITORY, IDENTITY } = require("../../node/test/sandbox.js");

/** Where the bundlers and the package are installed; see `run`. */
const FOLDER = path.join(REPOSITORY, "build", "bundlers");
const PACKAGE = "bootpay-backend-nodejs";
const installed = createRequire(path.join(FOLDER, "package.json"));

const PROGRAM = `
  const { Bootpay } = require("${PACKAGE}");
  Bootpay.certificate("${IDENTITY}").then(({ status }) => console.log("status", status));
`;
const ENTRY = path.join(FOLDER, "program.js");

let sandbox;
let elsewhere;
before(async () => {
  sandbox = await Sandbox.start();
  elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), "bundle-"));
  fs.writeFileSync(ENTRY, PROGRAM);
});
beforeEach(() => {
  fs.rmSync(elsewhere, { recursive: true, force: true });
  fs.mkdirSync(elsewhere);
});
after(async () => {
  fs.rmSync(elsewhere, { recursive: true, force: true });
  await sandbox.stop();
});

/** What a program prints. */
async function run(file, runtime = process.execPath) {
  const { stdout } = await promisify(execFile)(runtime, [file], { env: sandbox.environment });
  return stdout.trim();
}

/** Runs a tool of the folder in `cwd`, and gives what it writes. */
async function tool(name, args, cwd = FOLDER) {
  const { stdout } = await promisify(execFile)(path.join(FOLDER, "node_modules", ".bin", name), args, { cwd, env: sandbox.environment });
  return stdout;
}

/** Runs a bundle that has no binary: it has to fail, and to say what to do in each bundler. */
async function assertExplained(file) {
  await assert.rejects(run(file), ({ stderr }) => {
    assert.match(stderr, /^Error: bootpay-backend-nodejs was bundled, and its binary for \S+ is not in the bundle/m);
    for (const line of [
      `serverExternalPackages: ["${PACKAGE}"]`,
      `externals: { "${PACKAGE}": "commonjs ${PACKAGE}" }`,
      `--external:${PACKAGE}`,
      "--loader:.node=copy",
      `ssr: { external: ["${PACKAGE}"] }`,
    ]) {
      assert.ok(stderr.includes(line), stderr);
    }
    return true;
  });
}

const esbuild = (options) =>
  installed("esbuild").build({ entryPoints: [ENTRY], bundle: true, platform: "node", logLevel: "silent", ...options });

test("esbuild with the loader `copy` takes the binary along", async () => {
  for (const banner of [undefined, { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' }]) {
    const [format, name] = banner ? ["esm", "bundle.mjs"] : ["cjs", "bundle.js"];
    const outfile = path.join(elsewhere, name);
    await esbuild({ loader: { ".node": "copy" }, outfile, format, banner });
    assert.equal(await run(outfile), "status 200");
  }
});

test("esbuild takes along only the binary of the platform that it is told", async () => {
  const native = path.join(FOLDER, "node_modules", PACKAGE, "native");
  const [binary] = fs.readdirSync(native);
  const other = path.join(native, "plan9-mips.node");
  const requests = path.join(path.dirname(native), "lib", "binary.js");
  const code = fs.readFileSync(requests, "utf8");
  try {
    fs.copyFileSync(path.join(native, binary), other);
    // as one more of the lines there
    const line = '  process.platform === "plan9" && process.arch === "mips" ? require("../native/plan9-mips.node") :\n  undefined;';
    fs.writeFileSync(requests, code.replace("  undefined;", line));
    const define = { "process.platform": JSON.stringify(process.platform), "process.arch": JSON.stringify(process.arch) };
    for (const [told, count] of [
      [undefined, 2],
      [define, 1],
    ]) {
      const outdir = path.join(elsewhere, String(count));
      await esbuild({ loader: { ".node": "copy" }, outdir, assetNames: "[name]", define: told });
      assert.equal(fs.readdirSync(outdir).filter((file) => file.endsWith(".node")).length, count);
      assert.equal(await run(path.join(outdir, "program.js")), "status 200");
    }
  } finally {
    fs.writeFileSync(requests, code);
    fs.rmSync(other);
  }
});

test("esbuild leaves the package out if it is told to", async () => {
  const outfile = path.join(FOLDER, "out", "bundle.js");
  await esbuild({ external: [PACKAGE], outfile });
  assert.equal(await run(outfile), "status 200");
});

test("esbuild without either ends the build, and names the file", async () => {
  const build = esbuild({ outfile: path.join(elsewhere, "bundle.js") });
  await assert.rejects(build, /No loader is configured for "\.node" files: .*bootpay-backend-nodejs\/native\//s);
});

test("a bundle that left the binary behind says that it was bundled, and what to do", async () => {
  for (const [format, name] of [
    ["cjs", "bundle.js"],
    ["esm", "bundle.mjs"],
  ]) {
    const outfile = path.join(elsewhere, name);
    const banner = { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' };
    await esbuild({ loader: { ".node": "copy" }, outfile, format, banner: format === "esm" ? banner : undefined });
    for (const file of fs.readdirSync(elsewhere)) {
      if (file.endsWith(".node")) fs.rmSync(path.join(elsewhere, file));
    }
    await assertExplained(outfile);
  }
});

/** Resolves with what webpack has to say. */
function webpack(options) {
  const config = {
    mode: "production",
    target: "node",
    context: FOLDER,
    entry: ENTRY,
    output: { path: elsewhere, filename: "bundle.js" },
    ...options,
  };
  return new Promise((resolve, reject) => {
    installed("webpack")(config, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
}

test("webpack with node-loader takes the binary along", async () => {
  const stats = await webpack({ module: { rules: [{ test: /\.node$/, loader: "node-loader" }] } });
  assert.equal(stats.hasErrors() || stats.hasWarnings(), false, stats.toString());
  assert.equal(await run(path.join(elsewhere, "bundle.js")), "status 200");
});

test("webpack leaves the package out if it is told to", async () => {
  const output = { path: path.join(FOLDER, "out"), filename: "webpack.js" };
  const stats = await webpack({ output, externals: { [PACKAGE]: `commonjs ${PACKAGE}` } });
  assert.equal(stats.hasErrors() || stats.hasWarnings(), false, stats.toString());
  assert.equal(await run(path.join(output.path, output.filename)), "status 200");
});

test("webpack without either ends the build, and names the file", async () => {
  const stats = await webpack({});
  assert.match(stats.toString(), /ERROR in .*bootpay-backend-nodejs\/native\/\S+\.node/);
});

test("ncc finds the binary by itself", async () => {
  const ncc = installed.resolve("@vercel/ncc/dist/ncc/cli.js");
  await promisify(execFile)(process.execPath, [ncc, "build", ENTRY, "--out", elsewhere, "--no-cache"], { cwd: FOLDER });
  assert.equal(await run(path.join(elsewhere, "index.js")), "status 200");
});

/** `next build` of the app beside this file, as `name`. Gives its folder. */
async function nextBuild(name, args, config) {
  const app = path.join(FOLDER, name);
  fs.rmSync(app, { recursive: true, force: true });
  fs.cpSync(path.join(__dirname, "next"), app, { recursive: true });
  fs.writeFileSync(path.join(app, "next.config.js"), `module.exports = ${JSON.stringify(config)};`);
  const options = { cwd: app, env: { ...process.env, NODE_ENV: "production" } };
  await promisify(execFile)(process.execPath, [installed.resolve("next/dist/bin/next"), "build", ...args], options);
  return app;
}

test("Next needs no word of it with webpack, and takes the binary along to where it is deployed", async () => {
  const app = await nextBuild("next-webpack", [], { output: "standalone", outputFileTracingRoot: FOLDER });
  fs.cpSync(path.join(app, ".next", "standalone"), elsewhere, { recursive: true });
  const server = spawn(process.execPath, [path.join(elsewhere, "next-webpack", "server.js")], {
    env: { ...sandbox.environment, NODE_ENV: "production", HOSTNAME: "127.0.0.1", PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    for await (const line of readline.createInterface({ input: server.stdout })) {
      const [url] = line.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
      if (url === undefined) continue;
      const answer = await fetch(`${url}/certificate`);
      assert.equal(await answer.text(), "200");
      return;
    }
    assert.fail("the server did not say where it listens");
  } finally {
    server.kill();
    await once(server, "exit");
  }
});

test("Next with Turbopack ends the build, and says which line it needs", async () => {
  await assert.rejects(nextBuild("next-turbopack", ["--turbopack"], {}), ({ stdout, stderr }) => {
    const said = stdout + stderr;
    assert.ok(said.includes(`Next: serverExternalPackages: ["${PACKAGE}"] in next.config`), said);
    return true;
  });
});

/** A folder of FOLDER with one file, from which the package is found. */
function within(name, file, code) {
  const folder = path.join(FOLDER, name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, "package.json"), "{}");
  fs.writeFileSync(path.join(folder, file), code);
  return folder;
}

const MODULE = PROGRAM.replace(/const (.*) = require\((.*)\)/, "import $1 from $2");

test("Vite's build for the server leaves the package out by itself", async () => {
  const folder = within("vite", "program.mjs", MODULE);
  await tool("vite", ["build", "--ssr", "program.mjs", "--outDir", "out"], folder);
  assert.equal(await run(path.join(folder, "out", "program.mjs")), "status 200");
});

test("Vite that is told to bundle everything ends the build, and names the file", async () => {
  const folder = within("vite-all", "program.mjs", MODULE);
  fs.writeFileSync(path.join(folder, "vite.config.mjs"), "export default { ssr: { noExternal: true } };");
  const build = tool("vite", ["build", "--ssr", "program.mjs", "--outDir", "out"], folder);
  await assert.rejects(build, /bootpay-backend-nodejs\/native\/\S+\.node/);
  const external = `export default { ssr: { noExternal: true, external: ["${PACKAGE}"] } };`;
  fs.writeFileSync(path.join(folder, "vite.config.mjs"), external);
  await tool("vite", ["build", "--ssr", "program.mjs", "--outDir", "out"], folder);
  assert.equal(await run(path.join(folder, "out", "program.mjs")), "status 200");
});

const TEST = `test("a person", async () => {
  expect((await Bootpay.certificate("${IDENTITY}")).status).toBe(200);
});`;

test("Jest runs tests of it", async () => {
  const folder = within("jest", "person.test.js", `const { Bootpay } = require("${PACKAGE}");\n${TEST}`);
  await tool("jest", ["--rootDir", folder], folder);
});

test("Vitest runs tests of it", async () => {
  const imports = `import { Bootpay } from "${PACKAGE}";\nimport { expect, test } from "vitest";\n`;
  const folder = within("vitest", "person.test.mjs", imports + TEST);
  assert.match(await tool("vitest", ["run", "--root", folder], folder), /1 passed/);
});

test("Bun runs it, and takes the binary along in a bundle", async () => {
  const bun = path.join(FOLDER, "node_modules", ".bin", "bun");
  const folder = within("bun", "program.mjs", MODULE);
  assert.equal(await run(path.join(folder, "program.mjs"), bun), "status 200");
  await tool("bun", ["build", "--target=bun", "program.mjs", "--outdir", elsewhere], folder);
  assert.equal(await run(path.join(elsewhere, "program.js"), bun), "status 200");
});
