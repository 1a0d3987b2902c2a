// The stores take the drivers' own clients, by their own declarations.
import type { DatabaseSync } from "node:sqlite";
import type BetterSqlite3 from "better-sqlite3";
import { once, type Once } from "bootpay-backend-nodejs";
import Redis, { type Cluster } from "ioredis";
import { Client, Pool } from "pg";
import { createClient, createCluster } from "redis";

declare const betterSqlite3: BetterSqlite3.Database;
declare const databaseSync: DatabaseSync;

export const stores: Once[] = [
  once.memory(),
  once.redis(createClient()),
  once.redis(createCluster({ rootNodes: [] })),
  once.redis(new Redis()),
  once.redis({} as Cluster),
  once.postgres(new Pool()),
  once.postgres(new Client()),
  once.sqlite(betterSqlite3),
  once.sqlite(databaseSync),
  { consume: async () => true },
];
export const forgotten: [number, Promise<number>] = [once.sqlite(betterSqlite3).forgetExpired(), once.postgres(new Pool()).forgetExpired()];

// @ts-expect-error: an address is no client
once.redis("redis://127.0.0.1");
