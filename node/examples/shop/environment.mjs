// What the shops read from the environment, beside the keys, which the client reads by itself.
//
// BOOTPAY_APPLICATION_ID, BOOTPAY_PRIVATE_KEY and BOOTPAY_WEB_APPLICATION_ID are the project's. BOOTPAY_BASE_URL names a
// sandbox, BOOTPAY_TRUSTED_PROXIES your own proxies (10.0.0.0/8,…; unix for one that comes over a Unix socket), PORT the
// port; 0 takes a free one.

export const SCRIPT_ORIGIN = process.env.BOOTPAY_BASE_URL || "https://cdn.bootpay.co.kr";
export const WEB_APPLICATION_ID = process.env.BOOTPAY_WEB_APPLICATION_ID;
export const TRUSTED_PROXIES = (process.env.BOOTPAY_TRUSTED_PROXIES ?? "").split(",").filter(Boolean);
export const PORT = Number(process.env.PORT ?? "3000");
