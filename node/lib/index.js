"use strict";

const { BANKCODE } = require("./bankcode.js");
const { BootpayClient } = require("./client.js");
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
  BootpayInternalError,
} = require("./errors.js");

// One instance for the process, as in both official packages; they differ in its name only.
const Bootpay = new BootpayClient();

module.exports = {
  Bootpay,
  RestClient: Bootpay,
  BootpayClient,
  BANKCODE,
  BootpayError,
  BootpayConfigError,
  BootpayInvalidRequestError,
  BootpayConnectionError,
  BootpayTimeoutError,
  BootpayDecodeError,
  BootpayApiError,
  BootpayMismatchError,
  BootpayWebhookError,
  BootpayInternalError,
};
