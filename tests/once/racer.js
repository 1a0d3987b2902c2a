"use strict";

// One process of a race: for each line it makes so many confirms of one receipt and prints what came of them.

const path = require("node:path");
const readline = require("node:readline");

const { Bootpay, BootpayIdentityError, once } = require("bootpay-backend-nodejs");
const IoRedis = require("ioredis");
const Database = require("libsql"); // better-sqlite3's interface; see stores.test.js
const { Pool } = require("pg");
const { createClient } = require("redis");

const folder = process.env.ONCE_SERVERS;
const nowhere = path.join(folder, "nobody-listens");
const account = { user: "once", database: "postgres" };

// Asks the store when all have come so far that they would.
function atOnce(store, count) {
  let open;
  const all = new Promise((resolve) => (open = resolve));
  return {
    async consume(orderId, seconds) {
      if (--count === 0) open();
      await all;
      return store.consume(orderId, seconds);
    },
  };
}

async function outcome({ receipt_id: receiptId, token, session }, store) {
  try {
    const person = await Bootpay.identity.confirm(receiptId, { token, session, once: store });
    return person.name.reveal();
  } catch (error) {
    return error instanceof BootpayIdentityError ? error.reason : (error.code ?? error.name);
  }
}

async function main() {
  const nodeRedis = createClient({ socket: { path: path.join(folder, "redis.sock") } });
  await nodeRedis.connect();
  const down = new IoRedis(nowhere, { maxRetriesPerRequest: 0 });
  down.on("error", () => {}); // it is said by each command as well
  const stores = {
    memory: once.memory(),
    redis: once.redis(nodeRedis),
    ioredis: once.redis(new IoRedis(path.join(folder, "redis.sock"))),
    postgres: once.postgres(new Pool({ ...account, host: folder })),
    sqlite: once.sqlite(new Database(path.join(folder, "sqlite.db"), { timeout: 60_000 })),
    "redis that is down": once.redis(down),
    "postgres that is down": once.postgres(new Pool({ ...account, host: nowhere })),
  };
  console.log("ready");
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    const together = atOnce(stores[asked.store], asked.count);
    const outcomes = {};
    for (const what of await Promise.all(Array.from({ length: asked.count }, () => outcome(asked, together)))) {
      outcomes[what] = (outcomes[what] ?? 0) + 1;
    }
    console.log(JSON.stringify(outcomes));
  }
  process.exit(); // without the clients, which would keep it
}

main();
