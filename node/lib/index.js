"use strict";

const { BootpayClient } = require("./client.js");
const { redactPaths } = require("./discreet.js");
const {
  BootpayError,
  BootpayConfigError,
  BootpayInvalidRequestError,
  BootpayConnectionError,
  BootpayTimeoutError,
  BootpayDecodeError,
  BootpayApiError,
  BootpayMismatchError,
  BootpayWebhookError,
  BootpayIdentityError,
  BootpayInternalError,
} = require("./errors.js");
const { ReceiptStatus, Gateway, Method, Bank, BANKCODE } = require("./generated/constants.js");

// One instance for the process, as in both official packages; they differ in its name only.
const Bootpay = new BootpayClient();

module.exports = {
  Bootpay,
  RestClient: Bootpay,
  BootpayClient,
  ReceiptStatus,
  Gateway,
  Method,
  Bank,
  BANKCODE,
  // Loaded where they are used.
  get Person() {
    return require("./person.js").Person;
  },
  get once() {
    return require("./once.js");
  },
  redactPaths,
  BootpayError,
  BootpayConfigError,
  BootpayInvalidRequestError,
  BootpayConnectionError,
  BootpayTimeoutError,
  BootpayDecodeError,
  BootpayApiError,
  BootpayMismatchError,
  BootpayWebhookError,
  BootpayIdentityError,
  BootpayInternalError,
};
