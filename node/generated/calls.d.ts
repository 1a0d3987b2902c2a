// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

import type { BootpayClient, CallOptions, Envelope, Identity } from "../index.js";
import type {
  BillingKey,
  CancelledPayment,
  Certificate,
  CompletedPayment,
  Reservation,
  UserToken,
  BootpayCancelData,
  BootpayRefundData,
  BootpaySubscribeBillingData,
  BootpayUserInfoData,
  BootpaySubscribeExtraData,
  BootpayRequestSubscribeBillingPaymentData,
  BootpayItemData,
  BootpayReserveSubscribeBillingData,
  BootpayRequestUserTokenData,
  BootpayRequestPaymentData,
  BootpayPaymentExtraData,
  BootpayWebhookData,
  BootpayDeliveryData,
  BootpayWalletsData,
  BootpayRemoteFormData,
} from "./types.js";

/** The calls of {@link BootpayClient} that stand in the table of operations. */
export interface Calls {
  /**
   * Reads the result of an identity verification, and believes nothing: the receipt may be somebody else's, or an old
   * one (`GET /certificate/{receipt_id}`). What confirms an identity reads it and checks all that.
   *
   * Only a server may do this: the answer holds personal data. The status is 404 if there is no such verification.
   *
   * To believe it, use {@link Identity.confirm}. The answer prints masked below `certificate` and `payment_data`
   * (`console.log`, `util.inspect`); the data itself is as the server sent it, also for `JSON.stringify`.
   *
   * @param receiptId The receipt's id, 24 hex digits, as the browser's `done` callback gave it.
   * @param options Times, retries and an abort signal for this call.
   * @returns The server's answer, with {@link Certificate} as `data`.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const answer = await Bootpay.certificate("612e09260d681b0021e61ab9");
   * console.log(answer.data.order_id);
   */
  certificate(receiptId: string, options?: CallOptions | null): Promise<Envelope<Certificate>>;

  /**
   * Cancels a payment, whole or in part (`POST /cancel`).
   *
   * Every request carries a `cancelId`: the server keeps one effect for one id, so a repetition after a lost answer
   * cannot cancel twice. Without one of your own, a fresh one is made for this call and kept over its repetitions; it
   * is given back in the answer's meta and in the error.
   *
   * If the answer is lost all the same, the receipt is read within the deadline, as `settle` does. If it shows the
   * cancel, the call succeeds: its data comes from the receipt, and the outcome in its meta is `done`. A receipt does
   * not say which request cancelled, so let nobody else cancel the same payment meanwhile. Otherwise the error keeps
   * the effect `unknown`, also if the receipt does not show the cancel, since a request that is on its way may still
   * arrive.
   *
   * The official package sends no `cancelId`. An aborted call is rejected with the signal's reason, which has none
   * either: give one of your own if you may abort, and use {@link BootpayClient.settleCancel} then.
   *
   * @param data `receiptId` is required.
   * @param options Times, retries and an abort signal for this call.
   * @returns The server's answer, with {@link CancelledPayment} as `data`.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const answer = await Bootpay.cancel({
   *   receiptId: "5df6e8034f74b4002177e0bb",
   *   price: 1200,
   *   taxFree: 200,
   *   reason: "변심",
   * });
   * console.log(answer.data.remain_price);
   */
  cancel(data: BootpayCancelData, options?: CallOptions | null): Promise<Envelope<CancelledPayment>>;

  /**
   * Approves a payment from the server, for projects that confirm there (`POST /submit`).
   *
   * Verify the receipt first: its status must be 2 and its price yours. Never repeated once a byte may have left; after
   * a timeout read the receipt and look at its status.
   *
   * After an error whose `effect` is `unknown`, {@link BootpayClient.settle} finds out what became of it.
   *
   * @param receiptId The receipt's id.
   * @param options Times and an abort signal for this call.
   * @returns The server's answer, with {@link CompletedPayment} as `data`.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const answer = await Bootpay.submit("5fffc0460c20b903e88a2d2c");
   * console.log(answer.data.status);
   */
  submit(receiptId: string, options?: CallOptions | null): Promise<Envelope<CompletedPayment>>;

  /**
   * Issues a billing key for a card by its number (`POST /request/card_rebill`).
   *
   * Not repeated by itself: each success makes another key.
   *
   * @param data `pg`, `orderId`, `itemName`, `cardNo`, `cardPw`, `expireYear`, `expireMonth` and `identifyNumber` are
   *   required.
   * @param options Times and an abort signal for this call.
   * @returns The server's answer, with {@link BillingKey} as `data`.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const answer = await Bootpay.requestSubscribeBillingKey({
   *   pg: "nicepay",
   *   orderId: "order-1",
   *   itemName: "정기결제",
   *   cardNo: "9000200012341000",
   *   cardPw: "12",
   *   expireYear: "29",
   *   expireMonth: "12",
   *   identifyNumber: "901004",
   * });
   * console.log(answer.data.billing_key);
   */
  requestSubscribeBillingKey(
    data: BootpaySubscribeBillingData,
    options?: CallOptions | null,
  ): Promise<Envelope<BillingKey>>;

  /**
   * Looks a billing key up by the receipt of its registration in the browser (`GET /subscribe/billing/{receipt_id}`).
   *
   * The status is 404 if the receipt is of something else.
   *
   * The official package for Node does not have it. Source: the official Python and Ruby clients.
   *
   * @param receiptId The receipt's id.
   * @param options Times, retries and an abort signal for this call.
   * @returns The server's answer, with {@link BillingKey} as `data`.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const answer = await Bootpay.lookupBillingKey("5b025b33e13f33310ce560fa");
   * console.log(answer.data.billing_key);
   */
  lookupBillingKey(receiptId: string, options?: CallOptions | null): Promise<Envelope<BillingKey>>;

  /**
   * Deletes a billing key (`DELETE /subscribe/billing/{billing_key}`).
   *
   * The status is 404 if there is no such key; after a repetition that means that it is deleted. The answer has no
   * `data`.
   *
   * @param billingKey The billing key.
   * @param options Times, retries and an abort signal for this call.
   * @returns The server's answer; what is in it is not documented.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * await Bootpay.destroySubscribeBillingKey("5b025b33e13f33310ce560fb");
   */
  destroySubscribeBillingKey(billingKey: string, options?: CallOptions | null): Promise<Envelope<unknown>>;

  /**
   * Charges a billing key now (`POST /subscribe/billing`).
   *
   * Never repeated once a byte may have left: the API has no idempotency key for it and no look-up by order id. If its
   * answer is lost, look for the order in the admin page, or wait for its webhook.
   *
   * @param data `billingKey`, `itemName`, `price` and `orderId` are required.
   * @param options Times and an abort signal for this call.
   * @returns The server's answer, with {@link CompletedPayment} as `data`.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const answer = await Bootpay.requestSubscribeBillingPayment({
   *   billingKey: "5b025b33e13f33310ce560fb",
   *   itemName: "정기결제",
   *   price: 3000,
   *   orderId: "order-2",
   * });
   * console.log(answer.data.receipt_id, answer.data.card_name);
   */
  requestSubscribeBillingPayment(
    data: BootpayRequestSubscribeBillingPaymentData,
    options?: CallOptions | null,
  ): Promise<Envelope<CompletedPayment>>;

  /**
   * Charges a billing key once, later (`POST /subscribe/billing/reserve`).
   *
   * Never repeated once a byte may have left. At most five reservations wait per key. What came of it is told by
   * webhook.
   *
   * The official package sends `items` under a name that the server does not know and drops `quota`, `interest` and
   * `extra`; here all are sent.
   *
   * @param data `billingKey`, `itemName`, `price` and `orderId` are required.
   * @param options Times and an abort signal for this call.
   * @returns The server's answer, with {@link Reservation} as `data`.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const answer = await Bootpay.reserveSubscribeBilling({
   *   billingKey: "5b025b33e13f33310ce560fb",
   *   itemName: "정기결제",
   *   price: 3000,
   *   orderId: "order-3",
   *   executeAt: 1893456000,
   * });
   * console.log(answer.data.reserve_id);
   */
  reserveSubscribeBilling(
    data: BootpayReserveSubscribeBillingData,
    options?: CallOptions | null,
  ): Promise<Envelope<Reservation>>;

  /**
   * Cancels a reservation that has not been carried out (`DELETE /subscribe/billing/reserve/{reserve_id}`).
   *
   * The status is 404 if there is no such reservation. The answer has no `data`.
   *
   * @param reserveId The reservation's id.
   * @param options Times, retries and an abort signal for this call.
   * @returns The server's answer; what is in it is not documented.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const reservation = await Bootpay.reserveSubscribeBilling({
   *   billingKey: "5b025b33e13f33310ce560fb",
   *   itemName: "정기결제",
   *   price: 3000,
   *   orderId: "order-3",
   *   executeAt: 1893456000,
   * });
   * await Bootpay.destroyReserveSubscribeBilling(reservation.data.reserve_id);
   */
  destroyReserveSubscribeBilling(reserveId: string, options?: CallOptions | null): Promise<Envelope<unknown>>;

  /**
   * Asks for a token with which a member uses Bootpay's own easy pay in the browser (`POST /request/user/token`).
   *
   * @param data `userId` is required.
   * @param options Times, retries and an abort signal for this call.
   * @returns The server's answer, with {@link UserToken} as `data`.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const answer = await Bootpay.requestUserToken({ userId: "member-1", phone: "01012341234" });
   * console.log(answer.data.user_token);
   */
  requestUserToken(data: BootpayRequestUserTokenData, options?: CallOptions | null): Promise<Envelope<UserToken>>;

  /**
   * Makes a payment link (`POST /request/payment`). Its answer's `data` is the URL, a string.
   *
   * Each request makes another link, so it is not repeated by itself; to repeat it does no harm.
   *
   * @param data `orderId`, `itemName` and `price` are required.
   * @param options Times and an abort signal for this call.
   * @returns The server's answer, with a text as `data`.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * const answer = await Bootpay.requestPayment({
   *   orderId: "order-5",
   *   itemName: "상품",
   *   price: 3000,
   *   methods: ["card", "phone"],
   * });
   * console.log(answer.data);
   */
  requestPayment(data: BootpayRequestPaymentData, options?: CallOptions | null): Promise<Envelope<string>>;

  /**
   * Makes the server send a receipt's webhook to a URL (`POST /webhook`).
   *
   * The official package for Node does not have it. Source: the official Ruby client.
   *
   * @param data `receiptId` and `webhookUrl` are required.
   * @param options Times and an abort signal for this call.
   * @returns The server's answer; what is in it is not documented.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * await Bootpay.createWebhook({
   *   receiptId: "5df6e67d4f74b4002a77e0eb",
   *   webhookUrl: "https://shop.example.org/bootpay",
   * });
   */
  createWebhook(data: BootpayWebhookData, options?: CallOptions | null): Promise<Envelope<unknown>>;

  /**
   * Tells the gateway of an escrow payment that shipping began (`PUT /delivery/start/{receipt_id}`). Other payments are
   * refused.
   *
   * The official package for Node does not have it. Source: the official Ruby and PHP clients.
   *
   * @param data `receiptId`, `deliveryNo` and `deliveryCorp` are required.
   * @param options Times and an abort signal for this call.
   * @returns The server's answer; what is in it is not documented.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * await Bootpay.deliveryStart({
   *   receiptId: "00000000000000000000e5c0",
   *   deliveryNo: "123456789012",
   *   deliveryCorp: "001",
   * });
   */
  deliveryStart(data: BootpayDeliveryData, options?: CallOptions | null): Promise<Envelope<unknown>>;

  /**
   * Sends Naver Pay product data; its fields are Naver Pay's (`POST /npay/product`).
   *
   * The official package for Node does not have it. Source: the official Ruby client.
   *
   * @param data Any object; its keys stay as they are.
   * @param options Times and an abort signal for this call.
   * @returns The server's answer; what is in it is not documented.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * await Bootpay.naverpayItemResponse({ item_id: "1", stock: 3 });
   */
  naverpayItemResponse(data: Record<string, unknown>, options?: CallOptions | null): Promise<Envelope<unknown>>;

  /**
   * Sets a project's payment gateways; its fields are not documented (`POST /project/payment`).
   *
   * The official package for Node does not have it. Source: the official Ruby client.
   *
   * @param data Any object; its keys stay as they are.
   * @param options Times and an abort signal for this call.
   * @returns The server's answer; what is in it is not documented.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * await Bootpay.updatePgResource({ method: "card", pg: "kcp" });
   */
  updatePgResource(data: Record<string, unknown>, options?: CallOptions | null): Promise<Envelope<unknown>>;

  /**
   * Lists a member's wallets (`GET /wallet`). The answer's `data` is a list.
   *
   * The official package for Node does not have it. Source: the official Ruby client's newest source.
   *
   * @param data `userId` is required.
   * @param options Times, retries and an abort signal for this call.
   * @returns The server's answer; what is in it is not documented.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * await Bootpay.requestUserToken({ userId: "member-1", phone: "01012341234" });
   * await Bootpay.getUserWallets({ userId: "member-1" });
   */
  getUserWallets(data: BootpayWalletsData, options?: CallOptions | null): Promise<Envelope<unknown>>;

  /**
   * Pays from a member's wallet (`POST /wallet/payment`). The call is not documented: `price` and `tax_free` are
   * amounts like all others, and nothing else is checked. Never repeated once a byte may have left.
   *
   * The official package for Node does not have it. Source: the official Ruby client's newest source.
   *
   * @param data Any object; its keys stay as they are. Known: `user_id`, `order_name`, `price`, `order_id`, `tax_free`,
   *   `sandbox`, `webhook_url`, `content_type`, `items`, `user`, `extra`, `metadata`.
   * @param options Times and an abort signal for this call.
   * @returns The server's answer; what is in it is not documented.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * await Bootpay.requestUserToken({ userId: "member-1", phone: "01012341234" });
   * await Bootpay.requestWalletPayment({
   *   order_id: "order-6",
   *   order_name: "상품",
   *   price: 3000,
   *   user_id: "member-1",
   * });
   */
  requestWalletPayment(data: Record<string, unknown>, options?: CallOptions | null): Promise<Envelope<unknown>>;

  /**
   * Sends a payment link by message (`POST /app/rest/remote_link`). Deprecated by Bootpay. The fields of the link are
   * not documented.
   *
   * The official package for Node does not have it. Source: the official Python client.
   *
   * {@link BootpayClient.requestPayment} makes links.
   *
   * @deprecated As in the official clients.
   * @param data Any object; its keys stay as they are. Known: `sms_payload`.
   * @param options Times and an abort signal for this call.
   * @returns The server's answer; what is in it is not documented.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * await Bootpay.remoteLink({
   *   item_name: "상품",
   *   order_id: "order-8",
   *   price: 3000,
   *   sms_payload: { msg: "결제해 주세요", rps: ["01012341234"], sp: "0212341234", st: 1 },
   * });
   */
  remoteLink(data: Record<string, unknown>, options?: CallOptions | null): Promise<Envelope<unknown>>;

  /**
   * Sends a payment form by message (`POST /app/rest/remote_form`). Deprecated by Bootpay.
   *
   * The official package for Node does not have it. Source: the official Python and PHP clients.
   *
   * {@link BootpayClient.requestPayment} makes links.
   *
   * @deprecated As in the official clients.
   * @param data `remoteForm` is required.
   * @param options Times and an abort signal for this call.
   * @returns The server's answer; what is in it is not documented.
   * @example
   * const { Bootpay } = require("bootpay-backend-nodejs");
   * await Bootpay.remoteForm({
   *   remoteForm: { fm: ["card"], ip: 3000, n: "상품", o_key: "order-7", pg: "kcp" },
   * });
   */
  remoteForm(data: BootpayRemoteFormData, options?: CallOptions | null): Promise<Envelope<unknown>>;
}
