"use strict";

// `npx bootpay-backend-nodejs doctor` as a user runs it.

const assert = require("node:assert/strict");
const { execFile } = require("node:child_process");
const path = require("node:path");
const { after, before, test } = require("node:test");
const { Sandbox, APPLICATION_ID, PRIVATE_KEY } = require("./sandbox.js");

let sandbox;
before(async () => (sandbox = await Sandbox.start()));
after(() => sandbox.stop());

const DOCTOR = path.join(__dirname, "..", "node_modules", ".bin", "bootpay-backend-nodejs");

function doctor(args, variables = {}) {
  const names = Object.keys(process.env).filter((name) => !name.startsWith("BOOTPAY_"));
  const env = { ...Object.fromEntries(names.map((name) => [name, process.env[name]])), LC_ALL: "C.UTF-8", ...variables };
  return new Promise((resolve) => {
    execFile(DOCTOR, args, { env }, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }));
  });
}

const setup = (more) => ({
  BOOTPAY_BASE_URL: sandbox.url,
  BOOTPAY_APPLICATION_ID: APPLICATION_ID,
  BOOTPAY_PRIVATE_KEY: PRIVATE_KEY,
  ...more,
});

test("a healthy setup ends with 0, in the language of the terminal", async () => {
  const english = await doctor(["doctor"], setup());
  assert.deepEqual([english.code, english.stderr], [0, ""], english.stdout);
  assert.match(english.stdout, /^ok {4}application id: 24 hex digits\n[^]*\nok {4}clock: .*\n$/);
  const korean = await doctor(["doctor"], setup({ LC_ALL: "ko_KR.UTF-8" }));
  assert.match(korean.stdout, /^정상 {2}애플리케이션 ID: 16진수 24자\n/);
});

test("what fails ends with 1 and is named, as text and as JSON, without the key", async () => {
  const text = await doctor(["doctor", "--lang", "ko"], setup({ BOOTPAY_PRIVATE_KEY: "CANARY" }));
  assert.deepEqual([text.code, text.stderr], [1, ""], text.stdout);
  assert.match(text.stdout, /^오류 {2}프라이빗 키: 6자입니다/m);
  const json = await doctor(["doctor", "--json"], setup({ BOOTPAY_PRIVATE_KEY: "CANARY" }));
  const { ok, checks, advice } = JSON.parse(json.stdout);
  assert.deepEqual([json.code, ok, advice.length], [1, false, 5]);
  const found = "6 characters; 44 of base64 expected, the last one '='";
  assert.deepEqual(checks[1], { check: "private_key", verdict: "fail", found });
  for (const { stdout } of [text, json]) assert.ok(!stdout.includes("CANARY"), stdout);
  const live = await doctor(["doctor"], setup({ BOOTPAY_BASE_URL: "" }));
  assert.match(live.stdout, /^FAIL {2}configuration: .* would go to https:\/\/api\.bootpay\.co\.kr/m);
});

test("it has a help, and names what is called wrongly", async () => {
  const help = await doctor(["doctor", "--help"]);
  assert.deepEqual([help.code, help.stderr], [0, ""]);
  assert.match(help.stdout, /^Usage: npx bootpay-backend-nodejs doctor \[--json\] \[--lang en\|ko\]\n/);
  for (const args of [[], ["doctor", "--jsno"], ["doctor", "--lang", "fr"], ["physician"]]) {
    const wrong = await doctor(args);
    assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
    assert.match(wrong.stderr, /^error: [^]*\n\nUsage: /);
  }
});
