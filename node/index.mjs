// Named, because Node finds the names of a CommonJS module only by guessing.
import bootpay from "./lib/index.js";

export const {
  Bootpay,
  RestClient,
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
} = bootpay;

export default bootpay;
