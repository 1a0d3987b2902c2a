"use strict";

// Node's stores against the servers themselves, each by itself.

const assert = require("node:assert/strict");
const { randomBytes } = require("node:crypto");
const path = require("node:path");
const { after, before, test } = require("node:test");

const { BootpayConfigError, once } = require("bootpay-backend-nodejs");
const IoRedis = require("ioredis");
// better-sqlite3's interface with a library for every Node; better-sqlite3 itself has to be compiled for Node 20.
const Database = require("libsql");
const { Client, Pool } = require("pg");
const { createClient } = require("redis");

const folder = process.env.ONCE_SERVERS;
const nowhere = path.join(folder, "nobody-listens");
const socket = path.join(folder, "redis.sock");
const account = { user: "once", database: "postgres" };
const orderId = () => `identity-${randomBytes(16).toString("hex")}`;

const nodeRedis = createClient({ socket: { path: socket } });
const ioRedis = new IoRedis(socket);
const pool = new Pool({ ...account, host: folder });
const sqlite = new Database(path.join(folder, "sqlite.db"));
const stores = {
  memory: once.memory(),
  "node-redis": once.redis(nodeRedis),
  ioredis: once.redis(ioRedis),
  "node-postgres": once.postgres(pool),
  sqlite: once.sqlite(sqlite),
};

before(() => nodeRedis.connect());
after(async () => {
  nodeRedis.destroy();
  ioRedis.disconnect();
  await pool.end();
});

for (const [name, store] of Object.entries(stores)) {
  test(`${name}: the first is told so and nobody else`, async () => {
    const [mine, other] = [orderId(), orderId()];
    assert.equal(await store.consume(mine, 60), true);
    assert.equal(await store.consume(mine, 60), false);
    assert.equal(await store.consume(other, 60), true);
  });
}

test("Redis keeps it as long as it is told to", async () => {
  for (const store of [stores["node-redis"], stores.ioredis]) {
    const mine = orderId();
    await store.consume(mine, 3600);
    const left = await ioRedis.pttl(`bootpay:once:${mine}`);
    assert.ok(left > 3_590_000 && left <= 3_600_000, `${left}`);
  }
});

test("SQL forgets what is over", async () => {
  for (const store of [stores["node-postgres"], stores.sqlite]) {
    const [over, lasting] = [orderId(), orderId()];
    assert.equal(await store.consume(over, -1), true);
    assert.equal(await store.consume(lasting, 3600), true);
    assert.ok((await store.forgetExpired()) >= 1);
    assert.equal(await store.consume(over, 60), true);
    assert.equal(await store.consume(lasting, 60), false);
  }
});

test("the first stays the first when the client asks Redis twice, because an answer was lost", async () => {
  const twice = {
    get: (key) => nodeRedis.get(key),
    set: async (...words) => (await nodeRedis.set(...words), nodeRedis.set(...words)),
  };
  const [mine, store] = [orderId(), once.redis(twice)];
  assert.equal(await store.consume(mine, 60), true);
  assert.equal(await store.consume(mine, 60), false);
});

test("a store that is down throws its own error", async () => {
  const down = new IoRedis(nowhere, { maxRetriesPerRequest: 0 });
  down.on("error", () => {});
  await assert.rejects(once.redis(down).consume(orderId(), 60), { name: "MaxRetriesPerRequestError" });
  down.disconnect();
  await assert.rejects(once.redis(createClient()).consume(orderId(), 60), /closed/i);
  await assert.rejects(once.postgres(new Pool({ ...account, host: nowhere })).consume(orderId(), 60), { code: "ENOENT" });
  assert.throws(() => once.sqlite(new Database(":memory:")).consume(orderId(), 60), /no such table: bootpay_once/);
});

test("a transaction that is rolled back frees the order id, and a refusal leaves it as it was", async () => {
  const [used, mine] = [orderId(), orderId()];
  await stores["node-postgres"].consume(used, 60);
  const client = new Client({ ...account, host: folder });
  await client.connect();
  const store = once.postgres(client);
  for (const end of ["ROLLBACK", "COMMIT"]) {
    await client.query("BEGIN");
    assert.equal(await store.consume(mine, 60), true);
    assert.equal(await store.consume(used, 60), false);
    assert.equal((await client.query("SELECT 1 AS one")).rows[0].one, 1);
    await client.query(end);
  }
  assert.equal(await store.consume(mine, 60), false);
  await client.end();
});

test("SQLite: a transaction that is rolled back frees the order id", () => {
  const mine = orderId();
  sqlite.exec("BEGIN");
  assert.equal(stores.sqlite.consume(mine, 60), true);
  sqlite.exec("ROLLBACK");
  assert.equal(stores.sqlite.consume(mine, 60), true);
  assert.equal(stores.sqlite.consume(mine, 60), false);
});

test("a client of another kind is refused, and does not look like a verification that was used", async () => {
  for (const make of [() => once.redis("redis://127.0.0.1"), () => once.postgres(undefined), () => once.sqlite(pool)]) {
    assert.throws(make, BootpayConfigError);
  }
  const rowsOnly = once.postgres({ query: async () => [] });
  await assert.rejects(rowsOnly.consume(orderId(), 60), BootpayConfigError);
});

const native = process.getBuiltinModule?.("node:sqlite");
test("node:sqlite is as better-sqlite3", { skip: native ? false : "this Node has no node:sqlite" }, () => {
  const [mine, store] = [orderId(), once.sqlite(new native.DatabaseSync(path.join(folder, "sqlite.db")))];
  assert.deepEqual([store.consume(mine, -1), store.consume(mine, 60), store.forgetExpired()], [true, false, 1]);
});
