// Rendered by `cargo xtask surface` from schema/browser.toml and crates/bootpay/src/api.

/**
 * Types for the page's `BootPay`, which Bootpay's script for browsers (version 3) defines. There is nothing to load at run time.
 *
 * ```ts
 * /// <reference types="bootpay-backend-nodejs/browser" />
 * ```
 */
declare global {
  interface Window {
    /** Bootpay's script for browsers, version 3. */
    BootPay: BootPay;
  }
  /** Bootpay's script for browsers, version 3. */
  var BootPay: BootPay;
}

/**
 * Bootpay's script for browsers, version 3. Its methods give it back, so that handlers are chained; they are run later than the
 * call that they are chained to, with `this` as `BootPay`.
 */
export interface BootPay {
  /** The script's version, such as `3.3.3`. */
  version: string;
  /** Which of Bootpay's installations it talks to. Default `production`. */
  mode: string;
  /** The hosts by mode. A page points them at a sandbox before its first `request`. */
  urls: Record<string, Record<string, string>>;

  /**
   * Opens the window. Chain the handlers to it: each call forgets those of the one before. While a window is open it does
   * nothing, and the official script gives back `undefined`.
   *
   * @param request What is to be paid or verified: from your server, so that nobody changes it on the way.
   * @param lazy `true`: keeps the handlers that were attached before. Default `false`.
   * @throws What cannot be right is shown by `alert`, and thrown as a text.
   */
  request(request: BootPayRequest, lazy?: boolean): BootPay;
  /**
   * Opens a popup at once, as the browser wants it after a click, and the window in it when the promise has a request.
   *
   * @param condition Whether to open a popup.
   * @param prepare Gives the request; if it rejects, the window is closed and `cancel` is told.
   */
  popupAsyncRequest(condition: boolean, prepare: () => Promise<BootPayRequest>): BootPay;
  /**
   * Opens a payment link in the window.
   *
   * @param url The link, as your server got it.
   * @param tk The payment's key. Default: a fresh one.
   */
  startPaymentByUrl(url: string, tk?: string): BootPay;
  /**
   * Agrees to a payment that `confirm` was told of: the money is taken, and `done` or `error` follows. Once for each payment.
   *
   * @param data What `confirm` got.
   */
  transactionConfirm(data: { receipt_id: string }): BootPay | undefined;

  /** Sets who is told of an error. `close` follows. */
  error(handler: (this: BootPay, event: BootPayError) => void): BootPay;
  /** Sets who is told when the customer gives up. `close` follows. */
  cancel(handler: (this: BootPay, event: BootPayCancel) => void): BootPay;
  /** Sets who is told of a virtual account. The window stays. */
  ready(handler: (this: BootPay, event: BootPayReady) => void): BootPay;
  /** Sets who decides whether the money is taken. Without one it is taken at once. */
  confirm(handler: (this: BootPay, event: BootPayConfirm) => void): BootPay;
  /** Sets who is told when it is over. `close` follows. */
  done(handler: (this: BootPay, event: BootPayDone) => void): BootPay;
  /** Sets who is told when the window is gone; the event has no fields. */
  close(handler: (this: BootPay, event: Record<string, never>) => void): BootPay;

  /** Closes the window, and tells `close` unless `callClose` is `false`. */
  removePaymentWindow(callClose?: boolean): void;
  /** Closes the window, and tells `cancel` this message and `close`. */
  forceClose(message?: string): void;
  /** Which of Bootpay's installations to talk to. */
  setMode(mode: string): unknown;
  /** What the page runs in: `JS`, `ANDROID` or `IOS`. `false` for another text. */
  setDevice(device: "JS" | "ANDROID" | "IOS"): boolean;
  /** Sets the web application id, for requests without one. Default: what `<meta name="bootpay-application-id">` says. */
  setApplicationId(id?: string): unknown;
  /** How much the script tells on the console: 1 errors … 4 everything. */
  setLogLevel(level?: 1 | 2 | 3 | 4): void;
}

/** What `BootPay.request` takes. */
export interface BootPayRequest {
  /**
   * The project's **web** application id. Default: what `BootPay.setApplicationId` or
   * `<meta name="bootpay-application-id">` says.
   */
  application_id?: string;
  /** How much, in won: 100 or more. 0 for an identity verification and for a billing key, beside `pg` and `method`. */
  price: number;
  /** What is sold, as shown. */
  name: string;
  /** The merchant's unique id. Let your server make it. */
  order_id: string | number;
  /** The payment gateway's code, such as `kcp`; `danal` for an identity verification. Default: the buyer chooses. */
  pg?: string;
  /**
   * The method's code, such as `card` or `vbank`; `auth` for an identity verification, `card_rebill` for a billing key.
   * Default: the buyer chooses.
   */
  method?: string;
  /** The methods to offer. */
  methods?: string[];
  /** The tax-free part of `price`, in won. Default: 0. */
  tax_free?: number;
  /** What is sold, piece by piece. */
  items?: BootPayItem[];
  /** Who buys. In an identity verification `phone` fixes the number that is verified. */
  user_info?: BootPayBuyer;
  /** The buyer's phone number. */
  phone?: string;
  /** Given back in the callbacks, the receipt and the webhook. */
  params?: any;
  /** Options of the window. */
  extra?: BootPayExtra;
  /** A member's token for easy pay, which your server asked for. */
  user_token?: string;
  /** Until when a virtual account waits for its deposit, `YYYY-MM-DD`. */
  account_expire_at?: string;
  /** Whether to show Bootpay's own window of consent. Default: 0. */
  show_agree_window?: boolean | 0 | 1;
  /** Where the browser goes afterwards. */
  return_url?: string;
  /** As `return_url`. */
  redirect_url?: string;
  /** What it does is not documented. Default: 0. */
  use_order_id?: boolean | 0 | 1;
  /** Naver Pay's own data. */
  order_info?: Record<string, unknown>;
  /** The browser's id. Default: what the script keeps in the browser. */
  uuid?: string;
}

/** Options of the window. */
export interface BootPayExtra {
  /** Identity verification: `SKT`, `KT` or `LGT`, if the carrier is fixed. */
  carrier?: string;
  /** Identity verification: the least age, in years (만 나이). Your server asks the law as well. */
  age_limit?: number;
  /** Open the window as a popup, which asks for a click first. Default: 0. */
  popup?: boolean | 0 | 1;
  /** Beside `popup`: open it at once. Default: 0. */
  quick_popup?: boolean | 0 | 1;
  /** Whether it is an escrow payment. Default: 0. */
  escrow?: boolean | 0 | 1;
  /** For how many months a billing key is valid. */
  expire_month?: number;
  /** Which instalment months to offer, from 50,000 won on: text such as `0,3,4`. */
  quota?: string;
  /**
   * Pay 100 won (payapp: 1,000) to test the card of a billing key; it is cancelled by itself after ten minutes.
   * Default: 0.
   */
  subscribe_test_payment?: boolean | 0 | 1;
  /** Whether to show the form of a cash receipt (danal, kcp, inicis, nicepay). */
  disp_cash_result?: boolean | 0 | 1;
  /** How long the service runs that is paid for, as text (payapp, nicepay, welcome, danal). */
  offer_period?: string;
  /** The seller's name as shown. */
  seller_name?: string;
  /** The window's colours: `purple`, `red` or `custom`. */
  theme?: string;
  /** The background colour of the theme `custom`. */
  custom_background?: string;
  /** The font colour of the theme `custom`. */
  custom_font_color?: string;
  /** Whether `error` gets the gateway's own error. Default: 0. */
  raw_data?: boolean | 0 | 1;
  /** What this version does not know. */
  [field: string]: unknown;
}

/** What `error` gets: the gateway refused, a method is not enabled, or the window could not be opened. */
export interface BootPayError {
  /** What happened. */
  action: "BootpayError";
  /** Why, in Korean. It may be shown to the customer. */
  message: string;
  /** The receipt's id, if the window was opened. */
  receipt_id?: string;
  /** Bootpay's own code. */
  code?: string | number;
  /** What this version does not know. */
  [field: string]: unknown;
}

/** What `cancel` gets: the customer closed the window. */
export interface BootPayCancel {
  /** What happened. */
  action: "BootpayCancel";
  /** In Korean. */
  message: string;
  /** The receipt's id. A popup that was closed, and `forceClose`, have none. */
  receipt_id?: string;
  /** What this version does not know. */
  [field: string]: unknown;
}

/**
 * What `confirm` gets: the payment waits for `BootPay.transactionConfirm`, or for your server's approval (`submit`).
 */
export interface BootPayConfirm {
  /** What happened. */
  action: "BootpayConfirm";
  /** The receipt's id. Let your server check price and stock with it. */
  receipt_id: string;
  /** What this version does not know. */
  [field: string]: unknown;
}

/** What `ready` gets: a virtual account was issued, and waits for its deposit. */
export interface BootPayReady {
  /** What happened. */
  action: "BootpayBankReady";
  /** The receipt's id. */
  receipt_id: string;
  /** The merchant's own order id. */
  order_id: string;
  /** What is sold. */
  item_name: string;
  /** How much, in won. */
  price: number;
  /** The tax-free part of `price`, in won. */
  tax_free: number;
  /** The virtual account's number. */
  account: string;
  /** The account's holder; the name is spelled like this. */
  accounthodler: string;
  /** The bank's code at the gateway. */
  bankcode: string;
  /** The bank's name in Korean. */
  bankname: string;
  /** Until when it waits, `YYYY-MM-DD HH:mm:ss` in Korea time. */
  expiredate: string;
  /** Who pays in. */
  username: string;
  /** 2: it waits for the deposit. */
  status: number;
  /** The page's address. */
  url: string;
  /** Where the account can be seen. */
  ready_url: string;
  /** The payment gateway's code. */
  pg: string;
  /** The payment gateway's name in Korean. */
  pg_name: string;
  /** The method's code: `vbank`. */
  method: string;
  /** The method's name in Korean. */
  method_name: string;
  /** The payment's kind in Korean. */
  payment_name: string;
  /** The methods' group. */
  payment_group: string;
  /** The group's name in Korean. */
  payment_group_name: string;
  /** When it was requested, `YYYY-MM-DD HH:mm:ss` in Korea time. */
  requested_at: string;
  /** `null`: nothing was paid yet. */
  purchased_at?: any;
  /** What the page sent along. */
  params?: any;
  /** What this version does not know. */
  [field: string]: unknown;
}

/**
 * What `done` gets: the payment is approved, or the person is verified. It comes through the customer's browser, so
 * believe nothing of it: send `receipt_id` to your server, which asks Bootpay. The person's data is not in it.
 */
export interface BootPayDone {
  /** What happened. */
  action: "BootpayDone";
  /** The receipt's id: what your server needs. */
  receipt_id: string;
  /** The merchant's own order id. */
  order_id: string;
  /** What was sold. */
  item_name: string;
  /** How much, in won. */
  price: number;
  /** The tax-free part of `price`, in won. */
  tax_free: number;
  /** 1: paid, or verified. 11: a billing key was issued. */
  status: number;
  /** The page's address. */
  url: string;
  /** Where the sales slip can be seen. */
  receipt_url: string;
  /** The payment gateway's code. */
  pg: string;
  /** The payment gateway's name in Korean. */
  pg_name: string;
  /** The method's code. */
  method: string;
  /** The method's name in Korean. */
  method_name: string;
  /** The payment's kind in Korean. */
  payment_name: string;
  /** The methods' group. */
  payment_group: string;
  /** The group's name in Korean. */
  payment_group_name: string;
  /** When it was requested, `YYYY-MM-DD HH:mm:ss` in Korea time. */
  requested_at: string;
  /** When it was approved, `YYYY-MM-DD HH:mm:ss` in Korea time. */
  purchased_at: string;
  /** Of a card: its number, the middle masked. */
  card_no?: string;
  /** Of a card: the card company's code at the gateway. */
  card_code?: string;
  /** Of a card: the card company's name. */
  card_name?: string;
  /** Of a card: instalment months, `00` for a single payment. */
  card_quota?: string;
  /** What the page sent along. */
  params?: any;
  /** What this version does not know. */
  [field: string]: unknown;
}

/** Who buys (`user_info`). Everything is optional; the gateway payapp needs `phone` and `username`. */
export interface BootPayBuyer {
  /** The merchant's own id of the buyer. */
  id?: string | number;
  /** The name. */
  username?: string;
  /** The e-mail address. */
  email?: string;
  /** The phone number, digits only. */
  phone?: string;
  /** 0 for female, 1 for male. */
  gender?: number;
  /**
   * The province or city: 서울, 인천, 대구, 광주, 부산, 울산, 경기, 강원, 충북, 충남, 전북, 전남, 경북, 경남, 제주,
   * 세종, 대전, or their long names.
   */
  area?: string;
  /** The birth date in six digits, such as `901004`. */
  birth?: string;
  /** The address. */
  address?: string;
  /** The address, as the browser script calls it. */
  addr?: string;
}

/** One piece of what is sold. */
export interface BootPayItem {
  /** What it is. */
  item_name: string;
  /** How many. */
  qty: number;
  /** The merchant's unique id of it. */
  unique: string | number;
  /** The price of one, in won. */
  price: number;
  /** First category. */
  cat1?: string;
  /** Second category. */
  cat2?: string;
  /** Third category. */
  cat3?: string;
}
