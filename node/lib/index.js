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
const once = require("./once.js");
const { Person } = require("./person.js");

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
  Person,
  once,
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
