/** Starts one sandbox for all workers, unless BOOTPAY_SANDBOX_URL names one. Gives what ends it. */
declare function setup(): Promise<(() => Promise<void>) | undefined>;
export = setup;
