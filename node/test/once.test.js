"use strict";

// What needs no server; tests/once has the others, and the race between processes.

const assert = require("node:assert/strict");
const { test } = require("node:test");

const { BootpayConfigError, once } = require("bootpay-backend-nodejs");

test("memory: one of 200 is the first", () => {
  const store = once.memory();
  const told = Array.from({ length: 200 }, () => store.consume("identity-1", 60));
  assert.deepEqual(told, [true, ...Array(199).fill(false)]);
  assert.equal(store.consume("identity-2", 60), true);
  assert.equal(once.memory().consume("identity-1", 60), true);
});

test("memory drops what is over", () => {
  const store = once.memory();
  for (const round of [1, 2]) assert.equal(store.consume("identity-1", 0), true, `${round}`);
  assert.equal(store.consume("identity-1", 60), true);
  assert.equal(store.consume("identity-1", 60), false);
});

test("Redis: node-redis gets the options as an object, ioredis as words", async () => {
  for (const [call, options] of [
    [undefined, [{ PX: 60000, NX: true }]],
    [() => {}, ["PX", 60000, "NX"]],
  ]) {
    const seen = [];
    const store = once.redis({ call, get: async () => null, set: async (...words) => (seen.push(words), "OK") });
    assert.equal(await store.consume("identity-1", 60), true);
    const [[key, mine, ...rest]] = seen;
    assert.equal(key, "bootpay:once:identity-1");
    assert.match(mine, /^[0-9a-f]{32}$/);
    assert.deepEqual(rest, options);
  }
});

test("Redis: what is no answer to SET is not the first", async () => {
  const queued = once.redis({ set: () => queued, get: () => queued });
  assert.equal(await queued.consume("identity-1", 60), false);
});

test("something else than the client is refused at once", () => {
  for (const make of [once.redis, once.postgres, once.sqlite]) {
    for (const client of [undefined, null, "redis://localhost", {}]) {
      assert.throws(() => make(client), { name: "BootpayConfigError", message: /takes a .*: it has no/ });
    }
  }
});

test("a client that does not count its rows does not look like a verification that was used", async () => {
  await assert.rejects(once.postgres({ query: async () => [] }).consume("identity-1", 60), BootpayConfigError);
  const callbacks = once.sqlite({ prepare: () => ({ run: () => ({}) }) });
  assert.throws(() => callbacks.consume("identity-1", 60), BootpayConfigError);
});
