"use strict";

// Where it is kept that a verification was used. No driver is loaded here: each store takes the caller's client.

const { refused } = require("./errors.js");

const INSERT = "INSERT INTO bootpay_once (order_id, expires_at) VALUES";
const DELETE = "DELETE FROM bootpay_once WHERE expires_at <";
const UNLESS_THERE = "ON CONFLICT (order_id) DO NOTHING";

/** In this process. */
function memory() {
  const ends = new Map();
  return {
    consume(orderId, seconds) {
      const now = performance.now();
      // The oldest first: one that lives longer keeps those behind it a little longer than needed.
      for (const [old, end] of ends) {
        if (end > now) break;
        ends.delete(old);
      }
      if (ends.has(orderId)) return false;
      ends.set(orderId, now + seconds * 1000);
      return true;
    },
  };
}

/** In Redis, through node-redis or ioredis. */
function redis(client) {
  needs(client, "set", "once.redis takes a client of node-redis or ioredis");
  const { randomBytes } = require("node:crypto"); // here, as loading it takes longer than loading the rest
  // ioredis, which has `call`, takes the options as words, node-redis as an object.
  const words = typeof client.call === "function";
  return {
    async consume(orderId, seconds) {
      // The value tells our own write from another's: clients repeat a command whose answer was lost.
      const key = `bootpay:once:${orderId}`;
      const mine = randomBytes(16).toString("hex");
      const ms = seconds * 1000;
      const said = await client.set(key, mine, ...(words ? ["PX", ms, "NX"] : [{ PX: ms, NX: true }]));
      return said === "OK" || String(await client.get(key)) === mine;
    },
  };
}

/** In PostgreSQL, through node-postgres: a pool, or a client, whose transaction it joins. */
function postgres(db) {
  needs(db, "query", "once.postgres takes a Pool or a Client of node-postgres");
  const changes = async (sql, values) => counted((await db.query(sql, values))?.rowCount, "once.postgres");
  return {
    async consume(orderId, seconds) {
      return (await changes(`${INSERT} ($1, $2) ${UNLESS_THERE}`, [orderId, unixNow() + seconds])) === 1;
    },
    forgetExpired: () => changes(`${DELETE} $1`, [unixNow()]),
  };
}

/** In SQLite, through better-sqlite3 or node:sqlite, in the transaction that is open, if one is. */
function sqlite(db) {
  needs(db, "prepare", "once.sqlite takes a Database of better-sqlite3 or a DatabaseSync of node:sqlite");
  const changes = (sql, ...values) => counted(db.prepare(sql).run(...values)?.changes, "once.sqlite");
  return {
    consume: (orderId, seconds) =>
      changes(`${INSERT} (?, ?) ${UNLESS_THERE}`, orderId, unixNow() + seconds) === 1,
    forgetExpired: () => changes(`${DELETE} ?`, unixNow()),
  };
}

const unixNow = () => Math.floor(Date.now() / 1000);

function needs(client, method, sentence) {
  if (typeof client?.[method] !== "function") throw refused("config", `${sentence}: it has no ${method}()`);
}

// A client that answers in another way must not look like a verification that was used.
function counted(rows, store) {
  if (rows === undefined || rows === null) {
    throw refused("config", `${store}: the client does not say how many rows it changed`);
  }
  return Number(rows);
}

module.exports = Object.freeze({ memory, redis, postgres, sqlite });
