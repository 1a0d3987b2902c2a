/** Types for the page's `BootPay`, which Bootpay's script for browsers defines. There is nothing to load at run time. */

export * from "./generated/browser.js";
