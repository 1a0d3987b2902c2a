/**
 * Where it is kept that a verification was used, so that it is used once.
 *
 * `confirm` asks a store to consume the order id of the verification. One caller is the first, every other one is rejected
 * with the reason `used`, in whichever process, on whichever machine. What a store throws reaches the caller of `confirm`
 * as it is, and the person is not handed out.
 */

/** A store. Anything with this one method does. */
export interface Once {
  /**
   * Whether nobody consumed `orderId` before. It is true for one caller, whoever else asks at the same moment, and false for
   * everybody else for at least `seconds`. So look and write in one step: a look first and a write later lets two through.
   */
  consume(orderId: string, seconds: number): boolean | Promise<boolean>;
}

/**
 * In this process, for tests, development, and a program of **one process**: what one worker of a cluster consumed, the others
 * do not know, and a restart forgets it. What is over is dropped, so it stays small.
 */
export function memory(): Once & { consume(orderId: string, seconds: number): boolean };

/** A client or cluster of node-redis, version 4 or newer, that is connected. */
export interface NodeRedis {
  set(key: string, value: string, options: { PX: number; NX: true }): Promise<unknown>;
  get(key: string): Promise<unknown>;
}

/** A client or cluster of ioredis. */
export interface IoRedis {
  set(key: string, value: string, px: "PX", milliseconds: number, nx: "NX"): Promise<unknown>;
  get(key: string): Promise<unknown>;
  call: unknown;
}

/**
 * In Redis or Valkey: `SET bootpay:once:<order id> … NX PX`.
 *
 * Use one that does not evict keys with a time to live (`noeviction`, or memory to spare): an evicted key is a verification that
 * can be used again. So is a write that a failover to a replica loses.
 *
 * @throws {BootpayConfigError} If `client` is of another kind.
 */
export function redis(client: NodeRedis | IoRedis): Once & { consume(orderId: string, seconds: number): Promise<boolean> };

/** A Pool or a Client of node-postgres. */
export interface Postgres {
  query(text: string, values: unknown[]): Promise<{ rowCount: number | null }>;
}

/**
 * In the table `bootpay_once` of PostgreSQL, which `npx bootpay-backend-nodejs once-table` prints.
 *
 * - A **Pool**: each in a transaction of its own.
 * - A **Client** between your `BEGIN` and `COMMIT`: the order id is consumed in *your* transaction. Commit it together with
 *   what you save about the person, and both are kept or neither. A second `confirm` of the same verification waits for the
 *   end of that transaction. A refusal does not abort it.
 *
 * @throws {BootpayConfigError} If `db` is of another kind.
 */
export function postgres(db: Postgres): Once & {
  consume(orderId: string, seconds: number): Promise<boolean>;
  /** Deletes the rows that nobody needs any more, and says how many. */
  forgetExpired(): Promise<number>;
};

/** A Database of better-sqlite3, or a DatabaseSync of node:sqlite. */
export interface Sqlite {
  prepare(sql: string): { run(...values: any[]): { changes: number | bigint } };
}

/**
 * In the table `bootpay_once` of SQLite, which `npx bootpay-backend-nodejs once-table` prints. If a transaction is open on `db`,
 * it is part of it. node:sqlite does not wait for another process that writes unless it was opened with a `timeout`.
 *
 * @throws {BootpayConfigError} If `db` is of another kind.
 */
export function sqlite(db: Sqlite): Once & {
  consume(orderId: string, seconds: number): boolean;
  /** Deletes the rows that nobody needs any more, and says how many. */
  forgetExpired(): number;
};
