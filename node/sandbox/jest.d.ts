import type { Sandbox } from "./index.js";

/**
 * The project of this test file, in the sandbox that BOOTPAY_SANDBOX_URL names or in one that is started. The environment
 * is set to it, and it is reset before each test. The error of a test that fails says what it saw.
 */
export declare const sandbox: Sandbox;

/**
 * Fails the tests that follow in which the sandbox saw what a merchant must not do; `strict(false)` lets them pass.
 * BOOTPAY_SANDBOX_STRICT=1 is `strict()` in every test file.
 */
export declare function strict(on?: boolean): void;
