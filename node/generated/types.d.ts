// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.
// What is sent, and what the server answers. A field that is undefined or null is not sent.

import type { BANKCODE, Bank, BootpayClient, Gateway, Identity, Method, Person, ReceiptStatus, Switch } from "../index.js";

/** What {@link BootpayClient.cancel} sends. Source: v1 documentation, cancel page. */
export interface BootpayCancelData {
  /** The receipt to cancel. */
  receiptId: string;
  /**
   * How much to cancel, in won. The documentation asks for more than 1,000 won in a partial cancel, and names inicis,
   * kcp, danal, payletter, nicepay, kakao and payco as able to do it. Default: all that is left.
   */
  price?: number | undefined;
  /** The tax-free part of `price`, in won; not more than `price`, and only beside it. */
  taxFree?: number | undefined;
  /** The merchant's id of this cancel. Default: a fresh one for this call. */
  cancelId?: string | undefined;
  /** Who cancels, as shown in the admin page. */
  name?: string | undefined;
  /** Why. */
  reason?: string | undefined;
  /** Where to send the money back: for virtual accounts, with a contract for it. */
  refund?: BootpayRefundData | undefined;
  /**
   * What was cancelled of this payment before, in won, by your own books. A receipt does not say which request
   * cancelled, so a cancel of a part whose answer is lost is settled only with this. Two parts of one payment that are
   * cancelled at the same time cannot be told apart: cancel one after the other. Default: not known.
   */
  cancelledBefore?: number | undefined;
}

/** The account that gets the money of a cancelled virtual-account payment. */
export interface BootpayRefundData {
  /** The account number. */
  account: string;
  /** The account holder's name. */
  accountholder: string;
  /** The bank's three digits, such as `004`. See {@link BANKCODE}. */
  bankcode: Bank;
}

/** What {@link BootpayClient.requestSubscribeBillingKey} sends. Source: v1 documentation, billing key page. */
export interface BootpaySubscribeBillingData {
  /** The gateway: `nicepay`, `payapp` or `welcome`. */
  pg: Gateway;
  /** The merchant's id of this registration. */
  orderId: string | number;
  /** What is shown as the item. */
  itemName: string;
  /** The card number, digits only. */
  cardNo: string;
  /** The first two digits of the card's password. */
  cardPw: string;
  /** The card's expiry year, two digits. */
  expireYear: string;
  /** The card's expiry month, two digits. */
  expireMonth: string;
  /** The holder's birth date in six digits, or a business number; no dashes. */
  identifyNumber: string;
  /** Who buys; payapp needs `phone` and `username`. */
  userInfo?: BootpayUserInfoData | undefined;
  /** A test payment, and the gateway's own errors. */
  extra?: BootpaySubscribeExtraData | undefined;
}

/**
 * Who buys (`userInfo`). Everything is optional; the gateway payapp needs `phone` and `username`. Source: v1
 * documentation, billing page; official PHP client for `area` and `address`.
 */
export interface BootpayUserInfoData {
  /** The merchant's own id of the buyer. */
  id?: string | number | undefined;
  /** The name. */
  username?: string | undefined;
  /** The e-mail address. */
  email?: string | undefined;
  /** The phone number, digits only. */
  phone?: string | undefined;
  /** 0 for female, 1 for male. */
  gender?: number | undefined;
  /**
   * The province or city: 서울, 인천, 대구, 광주, 부산, 울산, 경기, 강원, 충북, 충남, 전북, 전남, 경북, 경남, 제주,
   * 세종, 대전, or their long names.
   */
  area?: string | undefined;
  /** The birth date in six digits, such as `901004`. */
  birth?: string | undefined;
  /** The address. */
  address?: string | undefined;
  /** The address, as the browser script calls it. */
  addr?: string | undefined;
}

/** Options of a billing call. */
export interface BootpaySubscribeExtraData {
  /** Pay 100 won (payapp: 1,000) to test the card; it is cancelled by itself after ten minutes. Default: 0. */
  subscribeTestPayment?: Switch | undefined;
  /** Give the gateway's own error back in `data` when it refuses. Default: 0. */
  rawData?: Switch | undefined;
}

/** What {@link BootpayClient.requestSubscribeBillingPayment} sends. Source: v1 documentation, billing page. */
export interface BootpayRequestSubscribeBillingPaymentData {
  /** The billing key. */
  billingKey: string;
  /** What is sold. */
  itemName: string;
  /** How much, in won. */
  price: number;
  /** The merchant's id, unique per charge. */
  orderId: string | number;
  /** The tax-free part of `price`, in won. Default: 0. */
  taxFree?: number | undefined;
  /** Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on. Default: 0. */
  quota?: number | undefined;
  /** Interest-free; the gateway welcome only. Default: 0. */
  interest?: Switch | undefined;
  /** What is sold, piece by piece. */
  items?: BootpayItemData[] | undefined;
  /** Who buys; payapp needs `phone` and `username`. */
  userInfo?: BootpayUserInfoData | undefined;
  /** A test payment, and the gateway's own errors. */
  extra?: BootpaySubscribeExtraData | undefined;
  /** Where the webhook goes. Not localhost. */
  feedbackUrl?: string | undefined;
  /** The webhook's form: `json` or `urlencoded`. Default: `urlencoded`. */
  feedbackContentType?: string | undefined;
}

/** One piece of what is sold. */
export interface BootpayItemData {
  /** What it is. */
  itemName: string;
  /** How many. */
  qty: number;
  /** The merchant's unique id of it. */
  unique: string | number;
  /** The price of one, in won. */
  price: number;
  /** First category. */
  cat1?: string | undefined;
  /** Second category. */
  cat2?: string | undefined;
  /** Third category. */
  cat3?: string | undefined;
}

/** What {@link BootpayClient.reserveSubscribeBilling} sends. Source: v1 documentation, reservation page. */
export interface BootpayReserveSubscribeBillingData {
  /** The billing key. */
  billingKey: string;
  /** What is sold. */
  itemName: string;
  /** How much, in won. */
  price: number;
  /** The merchant's id, unique per charge. */
  orderId: string | number;
  /** When to charge, Unix seconds, in the future. A `Date` is taken too. Default: ten seconds from this call. */
  executeAt?: number | Date | undefined;
  /** `oneshot`, the only kind there is. Default: `oneshot`. */
  schedulerType?: string | undefined;
  /** The tax-free part of `price`, in won. Default: 0. */
  taxFree?: number | undefined;
  /** Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on. Default: 0. */
  quota?: number | undefined;
  /** Interest-free; the gateway welcome only. Default: 0. */
  interest?: Switch | undefined;
  /** What is sold, piece by piece. */
  items?: BootpayItemData[] | undefined;
  /** Who buys; payapp needs `phone` and `username`. */
  userInfo?: BootpayUserInfoData | undefined;
  /** A test payment, and the gateway's own errors. */
  extra?: BootpaySubscribeExtraData | undefined;
  /** Where the webhook goes. Not localhost. */
  feedbackUrl?: string | undefined;
  /** The webhook's form: `json` or `urlencoded`. Default: `urlencoded`. */
  feedbackContentType?: string | undefined;
}

/** What {@link BootpayClient.requestUserToken} sends. Source: v1 documentation, easy pay page. */
export interface BootpayRequestUserTokenData {
  /** The merchant's id of the member. */
  userId: string | number;
  /** The e-mail address. */
  email?: string | undefined;
  /** The name. */
  name?: string | undefined;
  /** 0 for female, 1 for male. Not sent unless given: 0 would be an answer. */
  gender?: number | undefined;
  /** The birth date in six digits, such as `901004`. */
  birth?: string | undefined;
  /** The phone number, digits only; the gateway payapp needs it. */
  phone?: string | undefined;
}

/** What {@link BootpayClient.requestPayment} sends. Source: the official clients. */
export interface BootpayRequestPaymentData {
  /** The merchant's id. */
  orderId: string | number;
  /** What is sold. */
  itemName: string;
  /** How much, in won. */
  price: number;
  /** The gateway. Default: the buyer chooses. */
  pg?: Gateway | undefined;
  /** How to pay, such as `card`, `phone`, `vbank`, `bank` or `easy`. */
  method?: Method | undefined;
  /** The methods to offer. */
  methods?: Method[] | undefined;
  /** The tax-free part of `price`, in won. Default: 0. */
  taxFree?: number | undefined;
  /** Given back in the receipt: text, or JSON which becomes text. Its keys stay as they are. */
  params?: unknown;
  /** Who buys. */
  userInfo?: BootpayUserInfoData | undefined;
  /** What is sold, piece by piece. */
  items?: BootpayItemData[] | undefined;
  /** Options of the payment window. */
  extra?: BootpayPaymentExtraData | Record<string, any> | undefined;
  /** Where the browser goes afterwards. Sent by some official clients, commented out in others. */
  returnUrl?: string | undefined;
}

/** Options of the payment window behind a link. Others are sent as they are. Source: the official clients. */
export interface BootpayPaymentExtraData {
  /** Whether it is an escrow payment. */
  escrow?: boolean | undefined;
  /** Which instalment months to offer, from 50,000 won on: a list, or text such as `0,2,3`. */
  quota?: number[] | string | undefined;
  /** Whether to show the cash receipt. */
  dispCashResult?: Switch | string | undefined;
  /** How long the service runs that is paid for, as text. */
  offerPeriod?: string | undefined;
  /** The window's colours: `red`, `purple` or `custom`. */
  theme?: string | undefined;
  /** The background colour of the theme `custom`. */
  customBackground?: string | undefined;
  /** The font colour of the theme `custom`. */
  customFontColor?: string | undefined;
  /** For how many months the billing key is valid that is issued. */
  expireMonth?: number | undefined;
  /** The seller's name as shown. */
  sellerName?: string | undefined;
  /** Pay 100 won (payapp: 1,000) to test the card; it is cancelled by itself after ten minutes. Default: 0. */
  subscribeTestPayment?: Switch | undefined;
  /** Give the gateway's own error back in `data` when it refuses. Default: 0. */
  rawData?: Switch | undefined;
  /** What this version does not know. */
  [field: string]: unknown;
}

/** What {@link BootpayClient.createWebhook} sends. Source: the official Ruby client. */
export interface BootpayWebhookData {
  /** The receipt's id. */
  receiptId: string;
  /** Where to send it. Not localhost. */
  webhookUrl: string;
}

/** What {@link BootpayClient.deliveryStart} sends. Source: the official Ruby and PHP clients. */
export interface BootpayDeliveryData {
  /** The receipt's id. */
  receiptId: string;
  /** The parcel's number. */
  deliveryNo: string | number;
  /**
   * The carrier's three digits: 000 another one, 001 CJ대한통운, 002 한진, 003 롯데, 004 KG로지스, 005 동부, 006
   * 우체국, 007 로젠, 008 옐로우캡, 009 경동, 010 대신, 011 사가와, 100 direct, 101 quick service.
   */
  deliveryCorp: string | number;
}

/** What {@link BootpayClient.getUserWallets} sends. Source: the official Ruby client's newest source. */
export interface BootpayWalletsData {
  /** The merchant's id of the member. */
  userId: string | number;
  /** Whether to look at test wallets. Not sent unless given. */
  sandbox?: boolean | undefined;
}

/** What {@link BootpayClient.remoteForm} sends. Source: the official Python and PHP clients. */
export interface BootpayRemoteFormData {
  /**
   * `pg`, `fm` (methods), `n` (name), `o_key` (order id), what to ask for and the delivery prices. Its keys stay as
   * they are.
   */
  remoteForm: Record<string, unknown>;
  /** The project's REST application id. Default: the client's own. */
  applicationId?: string | undefined;
  /**
   * `st` (1 SMS, 2 LMS, 3 MMS, 4 alimtalk, 5 friendtalk), `rps` (receivers), `sp` (sender), `msg`. Its keys stay as
   * they are.
   */
  smsPayload?: Record<string, unknown> | undefined;
}

/** An access token and when it ends. */
export interface AccessToken {
  /** Goes bare into the `Authorization` header. */
  token: string;
  /** The server's clock when it answered, Unix seconds. */
  server_time: number;
  /** When the token ends, Unix seconds: 30 minutes after it was first issued. */
  expired_at: number;
  /** What this version does not know. */
  [field: string]: any;
}

/**
 * A receipt.
 *
 * Treat it as paid only if its status is 1, paid, the price is the one that you asked for, and the order id is yours:
 * the receipt id came through the customer's browser.
 */
export interface Receipt {
  /** The receipt's id. */
  receipt_id: string;
  /** The merchant's own order id. */
  order_id: string;
  /** What was sold. */
  name: string;
  /** The amount paid. In `unit`. */
  price: number;
  /** The tax-free part of the price. In `unit`. */
  tax_free: number;
  /** What is left after cancels. In `unit`. */
  remain_price: number;
  /** The tax-free part of what is left. In `unit`. */
  remain_tax_free: number;
  /** What was cancelled so far. In `unit`. */
  cancelled_price: number;
  /** The tax-free part of what was cancelled. In `unit`. */
  cancelled_tax_free: number;
  /** Where the sales slip can be seen. */
  receipt_url: string;
  /** `krw` or `usd`. */
  unit: string;
  /** The payment gateway's code, such as `kcp`. */
  pg: Gateway;
  /** The method's code, such as `card`, `vbank` or `auth`. */
  method: Method;
  /** The payment gateway's name in Korean. */
  pg_name: string;
  /** The method's name in Korean. */
  method_name: string;
  /** What the payment gateway reported; its fields depend on the method. */
  payment_data: Record<string, any>;
  /** When it was requested, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset. */
  requested_at: string;
  /** Where the payment stands. 1 is paid, and no other number is. */
  status: ReceiptStatus;
  /** `status` as an English word, such as `complete`. */
  status_en: string;
  /** `status` in Korean, such as `결제완료`. */
  status_ko: string;
  /** What the merchant's page sent along as `params`. */
  params?: any;
  /** When it was paid, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset. */
  purchased_at?: string;
  /** When it was cancelled, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset. */
  revoked_at?: string;
  /** Where an escrow payment stands. */
  escrow_status?: number;
  /** `escrow_status` as an English word. */
  escrow_status_en?: string;
  /** `escrow_status` in Korean. */
  escrow_status_ko?: string;
  /** What this version does not know. */
  [field: string]: any;
}

/**
 * The result of an identity verification.
 *
 * Before you believe it, check that `order_id` is the one which you issued to this very session: the receipt id came
 * through the browser, and it may belong to somebody else or to an earlier day.
 */
export interface Certificate {
  /** The receipt's id. */
  receipt_id: string;
  /** Who was verified. */
  certificate: CertifiedPerson;
  /**
   * The merchant's own order id, which binds the result to a session. {@link Identity.confirm} compares it with the one
   * that was issued to this very session.
   */
  order_id: string;
  /** The agency: `danal` is the only one on v1. */
  pg: Gateway;
  /** `auth`. */
  method: Method;
  /** The agency's name in Korean: `다날`. */
  pg_name: string;
  /** `본인인증`. */
  method_name: string;
  /** The agency's own report, which repeats most of what it says of the person. */
  payment_data: Record<string, any>;
  /** What this version does not know. */
  [field: string]: any;
}

/**
 * A verified person: personal data, not for logs.
 *
 * `phone`, `carrier` and `foreigner` come only if the merchant has asked the agency to enable them; absent does not
 * mean empty.
 */
export interface CertifiedPerson {
  /**
   * The real name. Foreigners have Latin ones with spaces; do not compare it by `==` with typed text. {@link Person} is
   * who may be believed.
   */
  username: string;
  /** The birth date, in one of three forms. */
  birth: string;
  /** The gender, sent as text or number: 0 for female, 1 for male. */
  gender: string | number;
  /**
   * CI, 88 characters of base64. The same person has the same one on every site; people verified by the browser script
   * 3.1.0 or older may have another.
   */
  unique: string;
  /** DI, 64 characters of base64. The same person has another one on every site. */
  di: string;
  /** The verified phone number. Numbers are given to new people: never a person's key. */
  phone?: string;
  /** Whether the person is a foreigner, sent as a boolean or as 0/1. */
  foreigner?: boolean | string | number;
  /** The mobile carrier: `SKT`, `KT`, `LGT`, or another one. */
  carrier?: string;
  /** What this version does not know. */
  [field: string]: any;
}

/** A cancel that was carried out. */
export interface CancelledPayment {
  /** The receipt. */
  receipt_id: string;
  /** What is left. In won. */
  remain_price: number;
  /** The tax-free part of what is left. In won. */
  remain_tax_free: number;
  /** What was cancelled so far. In won. */
  cancelled_price: number;
  /** The tax-free part of what was cancelled. In won. */
  cancelled_tax_free: number;
  /**
   * What this request cancelled. Null if its answer was lost and it asked for all that was left. In won. `null` if
   * there is none.
   */
  request_cancel_price: number | null;
  /**
   * When, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset. Null if its answer was lost and the receipt does not
   * say. `null` if there is none.
   */
  revoked_at: string | null;
  /** The gateway's transaction id. Null if its answer was lost. `null` if there is none. */
  tid: string | null;
  /** What this version does not know. */
  [field: string]: any;
}

/** A charge, or a payment that was approved: what the browser's `done` callback gets too. */
export interface CompletedPayment {
  /** The receipt. */
  receipt_id: string;
  /** The merchant's id. */
  order_id: string;
  /** What was sold. */
  item_name: string;
  /** How much. In won. */
  price: number;
  /** The gateway's code. */
  pg: Gateway;
  /** The method's code. */
  method: Method;
  /** When it was requested, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset. */
  requested_at: string;
  /** When it was paid, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset. */
  purchased_at: string;
  /** Where the payment stands. 1 is paid, and no other number is. */
  status: ReceiptStatus;
  /** The payment's kind in Korean. */
  payment_name: string;
  /** The gateway's name in Korean. */
  pg_name: string;
  /** The method's name in Korean. */
  method_name: string;
  /**
   * The card company's code at the gateway. What is said of a card is null if it was paid otherwise. `null` if there is
   * none.
   */
  card_code: string | null;
  /** The card company's name. `null` if there is none. */
  card_name: string | null;
  /** The card number, its middle masked by the gateway. `null` if there is none. */
  card_no: string | null;
  /** Instalment months as text: `00` is a single payment. `null` if there is none. */
  card_quota: string | null;
  /** The payment's page, if it has one. `null` if there is none. */
  url: string | null;
  /** The tax-free part. In won. */
  tax_free?: number;
  /** What the merchant sent along. */
  params?: any;
  /** What this version does not know. */
  [field: string]: any;
}

/** A billing key that was issued. */
export interface BillingKey {
  /** The key. Whoever has it and the merchant's keys can charge the card: not for logs. */
  billing_key: string;
  /** The gateway's code. */
  pg: Gateway;
  /** The gateway's name in Korean. */
  pg_name: string;
  /** `card_rebill_rest`, or `card_rebill` for a registration in the browser. */
  method: Method;
  /** The method's name in Korean. */
  method_name: string;
  /** The card. */
  data: BilledCard;
  /** When the key ends, `YYYY-MM-DD HH:mm:ss` in Korea time. */
  e_at: string;
  /** When it was issued, `YYYY-MM-DD HH:mm:ss` in Korea time. */
  c_at: string;
  /** What this version does not know. */
  [field: string]: any;
}

/** The card behind a billing key. */
export interface BilledCard {
  /** The card company's code at the gateway. */
  card_code: string;
  /** The card company's name. */
  card_name: string;
  /** The card number, its middle masked by the gateway. */
  card_no: string;
  /** `1` for a debit card, `0` for a credit card; nicepay only. */
  card_cl?: string;
  /** What this version does not know. */
  [field: string]: any;
}

/** A charge that waits for its time. */
export interface Reservation {
  /** The reservation's id. */
  reserve_id: string;
  /** The billing key that will be charged. */
  billing_key: string;
  /** What is sold. */
  item_name: string;
  /** How much. The documentation's sample says `3000.0`. In won. */
  price: number;
  /** How often it was charged. */
  purchase_count: number;
  /** How often it will be charged: 1. */
  purchase_limit: number;
  /** When, Unix seconds. */
  execute_at: number;
  /** 0 waiting, 1 all paid, 2 failed, -1 not reserved, 3 cancelled by the user. */
  status: number;
  /** What this version does not know. */
  [field: string]: any;
}

/** A member's token. Valid for an hour, then ask again. */
export interface UserToken {
  /** Goes into the browser's request. */
  user_token: string;
  /** When it ends, Unix seconds. */
  expired_unixtime: number;
  /** When it ends, `YYYY-MM-DD HH:mm:ss +0900`. */
  expired_localtime: string;
  /** What this version does not know. */
  [field: string]: any;
}
