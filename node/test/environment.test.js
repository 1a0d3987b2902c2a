"use strict";

// The environment of a client: Node's own process.env, which under Jest and in a worker is another one than the process's.

const assert = require("node:assert/strict");
const { execFile } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { after, before, test } = require("node:test");
const { Worker } = require("node:worker_threads");
const { promisify } = require("node:util");
const { BootpayClient, BootpayConfigError, BootpayError } = require("bootpay-backend-nodejs");
const { Sandbox, IDENTITY } = require("./sandbox.js");

process.chdir(__dirname); // where code that is given as text finds the package

let folder;
let sandbox;
let environment; // of a program that talks to the sandbox by TLS and does not know its CA
before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "ca-"));
  sandbox = await Sandbox.start("--tls-listen", "127.0.0.1:0", "--ca-file", path.join(folder, "ca.pem"));
  const { SSL_CERT_FILE: _file, SSL_CERT_DIR: _folder, ...others } = sandbox.environment;
  environment = { ...others, BOOTPAY_BASE_URL: sandbox.tls_url };
});
after(async () => {
  await sandbox.stop();
  fs.rmSync(folder, { recursive: true });
});

const CALL = `
  const { Bootpay } = require("bootpay-backend-nodejs");
  const call = Bootpay.certificate("${IDENTITY}", { maxRetries: 0 });
  const outcome = call.then(({ status }) => status, ({ name, message }) => name + ": " + message);
`;

async function run(program, env) {
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { env: { ...environment, ...env } });
  return stdout.trim();
}

test("a company's CA is trusted that NODE_EXTRA_CA_CERTS names, as Node itself trusts it", async () => {
  const program = `${CALL} outcome.then(console.log);`;
  const ca = path.join(folder, "ca.pem");
  assert.equal(await run(program, { NODE_EXTRA_CA_CERTS: ca }), "200");
  const refusal = await run(program, {});
  assert.match(refusal, /^BootpayConnectionError: .*NODE_EXTRA_CA_CERTS/);
  // Node reads its own when it starts; a file that dotenv names later counts here
  assert.equal(await run(`process.env.NODE_EXTRA_CA_CERTS = ${JSON.stringify(ca)}; ${program}`, {}), "200");
});

test("in a worker its own environment counts, for the CA as for the keys", async () => {
  const program = `${CALL} outcome.then((said) => require("node:worker_threads").parentPort.postMessage(said));`;
  const env = { ...environment, NODE_EXTRA_CA_CERTS: path.join(folder, "ca.pem") };
  const [said] = await once(new Worker(program, { eval: true, env }), "message");
  assert.equal(said, 200);
  const [refusal] = await once(new Worker(program, { eval: true, env: environment }), "message");
  assert.match(refusal, /^BootpayConnectionError/);
});

test("BOOTPAY_LOOPBACK_ONLY refuses the live service, whatever the arguments say", async (t) => {
  const names = ["BOOTPAY_LOOPBACK_ONLY", "BOOTPAY_BASE_URL"];
  t.after(() => names.forEach((name) => delete process.env[name]));
  const made = [
    () => new BootpayClient("a", "k"),
    () => new BootpayClient("a", "k", "development"),
    () => new BootpayClient("a", "k", "", { baseUrl: "https://api.example.com" }),
  ];
  const before = made.map((make) => make());
  process.env.BOOTPAY_LOOPBACK_ONLY = "1";
  for (const make of made) {
    assert.throws(make, (error) => {
      assert.ok(error instanceof BootpayConfigError, error.stack);
      assert.match(error.message, /^BOOTPAY_LOOPBACK_ONLY is set, .* https:\/\/(dev-)?api\./);
      return true;
    });
  }
  for (const client of before) {
    const set = () => client.setConfig("a", "k");
    assert.throws(set, BootpayConfigError, "a switch that was turned on later counts at the next setConfig");
  }
  assert.ok(new BootpayClient("a", "k", "", { baseUrl: sandbox.url }));
  process.env.BOOTPAY_BASE_URL = sandbox.url;
  assert.equal(JSON.parse(JSON.stringify(new BootpayClient("a", "k"))).baseUrl, sandbox.url);
  process.env.BOOTPAY_LOOPBACK_ONLY = "yes please";
  assert.throws(() => new BootpayClient("a", "k"), /BOOTPAY_LOOPBACK_ONLY must be 1, true, on or yes/);
});

test("the mode sandbox needs no keys", async (t) => {
  const names = ["BOOTPAY_MODE", "BOOTPAY_BASE_URL"];
  t.after(() => names.forEach((name) => delete process.env[name]));
  const urlOf = (client) => JSON.parse(JSON.stringify(client)).baseUrl;
  assert.equal(urlOf(new BootpayClient(undefined, undefined, "sandbox")), "http://127.0.0.1:8300");
  const near = new BootpayClient(undefined, undefined, "sandbox", { baseUrl: sandbox.url });
  assert.equal((await near.certificate(IDENTITY)).status, 200);
  process.env.BOOTPAY_MODE = "sandbox";
  assert.equal(urlOf(new BootpayClient(null, null, null, { baseUrl: "http://sandbox:8300" })), "http://sandbox:8300");
  assert.throws(() => new BootpayClient("a"), /private_key is missing/);
  process.env.BOOTPAY_BASE_URL = sandbox.url;
  const client = new BootpayClient();
  assert.equal((await client.certificate(IDENTITY)).status, 200);
  assert.equal(client.mode, "sandbox");
});

test("a sandbox's keys are refused for Bootpay itself, and the error says what to set", () => {
  const own = [sandbox.application_id, sandbox.private_key];
  for (const keys of [own, ["5b8f6a4d396fa665fdc2b5ea", "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw="]]) {
    assert.throws(() => new BootpayClient(...keys), (error) => {
      assert.ok(error instanceof BootpayConfigError, error.stack);
      assert.match(error.message, /for a sandbox use the mode sandbox \(BOOTPAY_MODE=sandbox\)/);
      return true;
    });
  }
  const live = { baseUrl: "https://api.bootpay.co.kr" };
  assert.throws(() => new BootpayClient("a", "k", "sandbox", live), /^BootpayConfigError: the mode is sandbox/);
  const elsewhere = { baseUrl: "http://sandbox:8300" };
  assert.throws(() => new BootpayClient("a", "k", "", elsewhere), /takes a sandbox's keys only/);
});

test("times and retries are judged where the configuration is, by one rule", async () => {
  await sandbox.reset();
  const client = new BootpayClient("a", "k", "", { baseUrl: sandbox.url });
  const DAY = 86_400_000;
  for (const value of [0, -1, 1.5, DAY + 1, Number.NaN, Infinity, "30", true, 30n, {}, []]) {
    for (const name of ["timeout", "deadline", "connectTimeout"]) {
      const message = `${name} must be a whole number of milliseconds from 1 to ${DAY} (a day)`;
      const options = { baseUrl: sandbox.url, [name]: value };
      assert.throws(() => new BootpayClient("a", "k", "", options), { name: "BootpayConfigError", message });
      if (name === "connectTimeout") continue;
      await assert.rejects(client.certificate(IDENTITY, { [name]: value }), (error) => {
        assert.ok(error instanceof BootpayError && error.kind === "invalid_request", error.stack);
        assert.equal(error.message, `certificate.get: ${message}`);
        return true;
      });
    }
  }
  for (const value of [-1, 0.5, 2 ** 32, Number.NaN, "2", 2n]) {
    const message = `maxRetries must be a whole number from 0 to ${2 ** 32 - 1}`;
    const options = { baseUrl: sandbox.url, maxRetries: value };
    assert.throws(() => new BootpayClient("a", "k", "", options), { name: "BootpayConfigError", message });
    await assert.rejects(client.certificate(IDENTITY, { maxRetries: value }), {
      message: `certificate.get: ${message.replace("maxRetries", "max_retries (maxRetries)")}`,
    });
  }
  const longest = { baseUrl: sandbox.url, connectTimeout: DAY, timeout: DAY, deadline: 1, maxRetries: 2 ** 32 - 1 };
  assert.ok(new BootpayClient("a", "k", "", longest));
  assert.deepEqual(await sandbox.requests(), []);
});
