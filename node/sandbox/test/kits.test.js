"use strict";

// The kits, in the test runners that they are for. Run by tests/sandbox-packages/run in a folder that has the packages and
// the runners.

const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const path = require("node:path");
const { text } = require("node:stream/consumers");
const { describe, test } = require("node:test");
const { Sandbox } = require("bootpay-sandbox");

const MODULES = path.join(__dirname, "..", "node_modules");

/** The application: it has its settings, and makes its client, when it is loaded. */
const SHOP = `
const { Bootpay } = require("bootpay-backend-nodejs");
exports.url = process.env.BOOTPAY_BASE_URL;
exports.isPaid = async (receiptId, price) => {
  const { data } = await Bootpay.verify(receiptId);
  return data.status === 1 && data.price === price;
};
exports.refund = (receiptId, price, cancelId) => Bootpay.cancel({ receiptId, price, cancelId });
`;

const asModule = (names, from) => `import ${names} from ${JSON.stringify(from)};\n`;
const asCommonJs = (names, from) => `const ${names} = require(${JSON.stringify(from)});\n`;

const VITEST = { testTimeout: 60_000, hookTimeout: 60_000 };
const JEST = { testTimeout: 60_000 };

/** How each runner is told: what a test file begins with, and the arguments that run those of a folder. */
const RUNNERS = {
  "node:test": {
    kit: "bootpay-sandbox/node-test",
    file: (name) => `${name}.test.mjs`,
    load: asModule,
    head: asModule("{ test }", "node:test"),
    settings: {},
    run: (files, { shares, setup }) => [
      ...["--test", "--test-reporter=spec", "--test-concurrency=8"],
      ...(shares || setup ? ["--require", "bootpay-sandbox/node-test"] : []),
      ...files,
    ],
  },
  Jest: {
    kit: "bootpay-sandbox/jest",
    file: (name) => `${name}.test.js`,
    load: asCommonJs,
    head: "",
    settings: ({ shares, setup }) => ({
      "jest.config.json": JSON.stringify({
        ...JEST,
        ...(shares && { globalSetup: "bootpay-sandbox/global-setup" }),
        ...(setup && { setupFilesAfterEnv: ["bootpay-sandbox/jest"] }),
      }),
    }),
    run: () => [path.join(MODULES, "jest", "bin", "jest.js"), "--maxWorkers=8", "--config", "jest.config.json"],
  },
  Vitest: {
    kit: "bootpay-sandbox/vitest",
    file: (name) => `${name}.test.mjs`,
    load: asModule,
    head: asModule("{ test }", "vitest"),
    settings: ({ shares, setup, more }) => ({
      "vitest.config.mjs": `export default ${JSON.stringify({
        test: {
          ...VITEST,
          ...(shares && { globalSetup: "bootpay-sandbox/global-setup" }),
          ...(setup && { setupFiles: "bootpay-sandbox/vitest" }),
          ...more,
        },
      })}`,
    }),
    run: () => [path.join(MODULES, "vitest", "vitest.mjs"), "run", "--maxWorkers=8"],
  },
};

/** A folder beside the packages that goes with the test. */
function folderOf(t, files) {
  const folder = fs.mkdtempSync(path.join(__dirname, "shop-"));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), content);
  return folder;
}

/** Runs bodies of test files by their names, and gives the exit code and what was written, without colours. */
async function run(t, runner, bodies, { env = {}, node = [], ...options } = {}) {
  const { kit, file, load, head, settings, run: argumentsFor } = { ...RUNNERS[runner], ...options.runner };
  const kitAndShop = [load("{ sandbox, strict }", kit), load("shop", "./shop.js")];
  if (options.setup) kitAndShop.reverse();
  const imports = [head, load("assert", "node:assert/strict"), load("fs", "node:fs"), ...kitAndShop].join("");
  const tests = Object.entries(bodies).map(([name, body]) => [file(name), imports + body]);
  const config = typeof settings === "function" ? settings(options) : settings;
  const folder = folderOf(t, { "shop.js": SHOP, ...Object.fromEntries(tests), ...config });
  const { NODE_TEST_CONTEXT, ...outer } = process.env; // a run of its own, and no part of this one
  const args = [...node, ...argumentsFor(tests.map(([name]) => name), options)];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...outer, CI: "1", NO_COLOR: "1", FORCE_COLOR: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  const [printed, wrote] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { folder, code, output: printed + wrote };
}

const passes = async (...how) => {
  const { code, output, folder } = await run(...how);
  assert.equal(code, 0, output);
  return { output, folder };
};

const LOST_REFUND = `
test("a refund whose answer is lost", async () => {
  assert.equal(shop.url, sandbox.url, "the application was loaded after the sandbox was there");
  const { receipt_id } = await sandbox.payment({ price: 3000, pg: "inicis", status: 1 });
  assert.equal(await shop.isPaid(receipt_id, 3000), true);
  await sandbox.fault("reset_after", { path: "/cancel" });
  assert.equal((await shop.refund(receipt_id)).meta.outcome, "done");
});
test("nothing is left of it", async () => {
  assert.deepEqual(await sandbox.requests(), []);
  const { receipt_id } = await sandbox.payment({ price: 3000, status: 1 });
  assert.equal((await shop.refund(receipt_id)).data.cancelled_price, 3000);
});
`;

/** One file of eight: all make the same receipt, each of another price. They begin when the last of them is there. */
const oneOfEight = (price) => `
const RECEIPT = "00000000000000000000da7a";
test("all eight are there", async () => {
  fs.writeFileSync("here-${price}", sandbox.url + " " + sandbox.applicationId);
  const patience = Date.now() + 60_000; // only so that a broken test ends
  while (fs.readdirSync(".").filter((name) => name.startsWith("here-")).length < 8) {
    assert.ok(Date.now() < patience, "they do not run at once");
    await new Promise(setImmediate);
  }
});
for (const round of [1, 2, 3, 4]) {
  test("round " + round, async () => {
    await sandbox.payment({ receiptId: RECEIPT, price: ${price}, status: 1 });
    assert.equal(await shop.isPaid(RECEIPT, ${price}), true);
    const mayFail = ${price % 2 === 0};
    if (mayFail) await sandbox.fault("status", { path: "/cancel", status: 503 });
    const refunded = await shop.refund(RECEIPT, ${price}).catch((error) => error);
    assert.equal(refunded.status, mayFail ? 503 : 200);
    const cancels = await sandbox.requests("payment.cancel");
    assert.ok(cancels.length > 0 && cancels.every(({ body }) => JSON.parse(body).price === ${price}));
    await sandbox.advance({ minutes: ${price} });
  });
}
`;

const projectsOf = async ({ url }) => (await fetch(`${url}/sandbox/projects`)).json();

for (const runner of Object.keys(RUNNERS)) {
  describe(runner, () => {
    test("with one import a refund whose answer is lost is tested", (t) => passes(t, runner, { refund: LOST_REFUND }));

    test("a test that fails says what the sandbox saw", async (t) => {
      const { code, output } = await run(t, runner, {
        fails: `
          test("it is refused", async () => {
            await sandbox.fault("reset", { path: "/cancel" });
            await shop.isPaid("${"0".repeat(24)}", 3000);
          });
          test("it is compared", async () => {
            const { receipt_id } = await sandbox.payment({ price: 1, status: 1 });
            assert.equal(await shop.isPaid(receipt_id, 2), true);
          });
          test("it passes", async () => shop.isPaid((await sandbox.payment({ price: 3 })).receipt_id, 1));`,
      });
      assert.notEqual(code, 0);
      const shown = output.match(/bootpay sandbox http:\/\/127\.0\.0\.1:\d+, project [0-9a-f]{24}/g);
      assert.ok(shown?.length >= 2, output);
      assert.match(output, /\d+ {2}GET {4}\/receipt\/0{24} {2}404\n/);
      assert.match(output, /fault reset path=\/cancel/);
      assert.match(output, /\d+ {2}GET {4}\/receipt\/[0-9a-f]{24} {2}200\n/);
    });

    test("in strict mode a misuse fails a test", async (t) => {
      const misuse = `
        test("two cancels with one id", async () => {
          for (const price of [3000, 4000]) {
            const { receipt_id } = await sandbox.payment({ price, status: 1 });
            await shop.refund(receipt_id, price, "refund-1");
          }
        });
        test("the next one passes", async () => shop.isPaid((await sandbox.payment({ price: 3 })).receipt_id, 1));`;
      await passes(t, runner, { lax: misuse });
      const env = { BOOTPAY_SANDBOX_STRICT: "1" };
      for (const { code, output } of [
        await run(t, runner, { strict: misuse }, { env }),
        await run(t, runner, { strict: `strict();\n${misuse}` }),
      ]) {
        assert.notEqual(code, 0, output);
        assert.match(output, /the sandbox saw what a merchant must not do\n\s*misuse /);
        assert.match(output, /1 passed|pass 1\b/);
      }
      await passes(t, runner, { lax: `strict(false);\n${misuse}` }, { env });
    });

    test("as a setup file it is there before the application, whatever a test file imports first", (t) =>
      passes(t, runner, { refund: LOST_REFUND }, { setup: true }));

    test("eight workers share one sandbox and do not meet", async (t) => {
      const prices = [1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007];
      const bodies = Object.fromEntries(prices.map((price) => [`of-${price}`, oneOfEight(price)]));
      const { folder } = await passes(t, runner, bodies, { shares: true });
      const seen = prices.map((price) => fs.readFileSync(path.join(folder, `here-${price}`), "utf8").split(" "));
      assert.equal(new Set(seen.map(([url]) => url)).size, 1, "one sandbox");
      assert.equal(new Set(seen.map(([, project]) => project)).size, 8, "a project each");
      await assert.rejects(fetch(seen[0][0]), "it has ended with the run");
    });

    test("a sandbox that runs is joined, and keeps none of the projects", async (t) => {
      const running = await Sandbox.start();
      t.after(() => running.stop());
      const { folder } = await passes(
        t,
        runner,
        { joined: `${LOST_REFUND}\ntest("where", () => fs.writeFileSync("where", sandbox.url + " " + sandbox.applicationId));` },
        { env: { BOOTPAY_SANDBOX_URL: running.url } },
      );
      const [url, project] = fs.readFileSync(path.join(folder, "where"), "utf8").split(" ");
      assert.equal(url, running.url);
      assert.notEqual(project, running.applicationId);
      assert.deepEqual((await projectsOf(running)).map((one) => one.application_id), [running.applicationId]);
    });

    test("a sandbox that is not there is named", async (t) => {
      const env = { BOOTPAY_SANDBOX_URL: "http://127.0.0.1:1" };
      const { code, output } = await run(t, runner, { never: LOST_REFUND }, { env });
      assert.notEqual(code, 0);
      assert.match(output, /POST \/sandbox\/projects: the sandbox at http:\/\/127\.0\.0\.1:1 does not answer/);
    });
  });
}

test("node:test: subtests have what their test has made", (t) =>
  passes(t, "node:test", {
    subtests: `
      test("a payment", async (t) => {
        const { receipt_id } = await sandbox.payment({ price: 3000, status: 1 });
        for (const name of ["is paid", "stays so"]) {
          await t.test(name, async () => assert.equal(await shop.isPaid(receipt_id, 3000), true));
        }
      });
      test("the next test begins anew", async () => assert.deepEqual(await sandbox.requests(), []));`,
  }));

test("Vitest: files that share an application share its project", async (t) => {
  const bodies = { one: LOST_REFUND, two: LOST_REFUND, three: LOST_REFUND };
  for (const pool of ["forks", "threads"]) {
    const more = { isolate: false, maxWorkers: 1, pool };
    await passes(t, "Vitest", bodies, { shares: true, setup: true, more });
  }
});

test("Jest: ES modules", (t) =>
  passes(t, "Jest", { refund: LOST_REFUND }, {
    node: ["--experimental-vm-modules"],
    runner: {
      file: (name) => `${name}.test.mjs`,
      load: asModule,
      settings: () => ({ "jest.config.json": JSON.stringify({ ...JEST, testMatch: ["**/*.test.mjs"] }) }),
    },
  }));
