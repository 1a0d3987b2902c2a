"use strict";

// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

/** Names that are not the wire's written in camelCase: by operation, or by the object that they are in. */
const OWN_NAMES = new Map([
  ["refund", new Map([["account_holder", "accountholder"], ["bank_code", "bankcode"]])],
  ["user_info", new Map([["user_name", "username"]])],
  ["link.request", new Map([["item_name", "name"]])],
]);

/** The merchant's own, or a format of somebody else's: their keys stay as they are. */
const FREE_OPERATIONS = new Set([
  "npay_product.send",
  "project.update",
  "wallet.pay",
  "remote_link.send",
]);
const FREE_FIELDS = new Set([
  "params",
  "remote_form",
  "sms_payload",
]);

module.exports = { OWN_NAMES, FREE_OPERATIONS, FREE_FIELDS };
