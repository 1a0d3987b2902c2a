// For Vitest, as a setup file or imported by a test file.

import { afterAll, afterEach, beforeEach } from "vitest";
import eachTest from "./each-test.js";
import opening from "./open.js";

const { refuseMisuses, strict } = eachTest;
const KEY = Symbol.for("bootpay-sandbox");

// With `isolate: false` the next files of a worker find the application as it was loaded, with the keys of this project.
const sandbox = (globalThis[KEY] ??= opening.open());
const isIsolated = globalThis.__vitest_worker__?.config.isolate === true;

beforeEach(() => sandbox.reset());
afterEach(async ({ task }) => {
  const [failure] = task.result?.errors ?? [];
  if (failure === undefined) return refuseMisuses(sandbox);
  failure.message = `${failure.message}\n\n${await sandbox.seen()}`;
});
afterAll(() => (isIsolated ? sandbox.stop() : undefined)); // else it ends with the sandbox

export { sandbox, strict };
