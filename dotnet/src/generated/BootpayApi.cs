// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Bootpay.models;
using Bootpay.models.response;

namespace Bootpay
{
    public partial class BootpayApi
    {
        /// <summary>
        /// Reads the result of an identity verification, and believes nothing: the receipt may be somebody else's, or
        /// an old one. What confirms an identity reads it and checks all that.
        ///
        /// Only a server may do this: the answer holds personal data. The status is 404 if there is no such
        /// verification.
        ///
        /// To believe it, use Identity.Confirm. Printed, the answer shows names only; the fields are as the server sent
        /// them, also for Newtonsoft.Json.
        ///
        /// `GET /certificate/{receipt_id}`.
        /// </summary>
        /// <param name="receiptId">The receipt's id, 24 hex digits, as the browser's `done` callback gave
        /// it.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResDefault> Certificate(string receiptId, CancellationToken cancel = default(CancellationToken))
        {
            var fields = new Dictionary<string, object> { { "receipt_id", receiptId } };
            return Call<ResDefault>("certificate.get", fields, cancel);
        }

        /// <summary>
        /// Cancels a payment, whole or in part.
        ///
        /// Every request carries a `cancel_id`: the server keeps one effect for one id, so a repetition after a lost
        /// answer cannot cancel twice. Without one of your own, a fresh one is made for this call and kept over its
        /// repetitions; it is given back in the answer's meta and in the error.
        ///
        /// If the answer is lost all the same, the receipt is read within the deadline, as `settle` does. If it shows
        /// the cancel, the call succeeds: its data comes from the receipt, and the outcome in its meta is `done`. A
        /// receipt does not say which request cancelled, so let nobody else cancel the same payment meanwhile.
        /// Otherwise the error keeps the effect `unknown`, also if the receipt does not show the cancel, since a
        /// request that is on its way may still arrive.
        ///
        /// After an exception whose Effect is Unknown, Settle finds out what became of it; or call again with the
        /// exception's CancelId.
        ///
        /// `POST /cancel`. Repeated by itself after a failure. Waits on the card company.
        /// </summary>
        /// <param name="payload">The request. What is null in it is not sent.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResDefault> receiptCancel(Cancel payload, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResDefault>("payment.cancel", payload, cancel);
        }

        /// <summary>
        /// Approves a payment from the server, for projects that confirm there.
        ///
        /// Verify the receipt first: its status must be 2 and its price yours. Never repeated once a byte may have
        /// left; after a timeout read the receipt and look at its status.
        ///
        /// After an exception whose Effect is Unknown, Settle finds out what became of it.
        ///
        /// `POST /submit`. Waits on the card company.
        /// </summary>
        /// <param name="receiptId">The receipt's id.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResDefault> Submit(string receiptId, CancellationToken cancel = default(CancellationToken))
        {
            var fields = new Dictionary<string, object> { { "receipt_id", receiptId } };
            return Call<ResDefault>("payment.submit", fields, cancel);
        }

        /// <summary>
        /// Issues a billing key for a card by its number.
        ///
        /// Not repeated by itself: each success makes another key.
        ///
        /// `POST /request/card_rebill`. Waits on the card company.
        /// </summary>
        /// <param name="payload">The request. What is null in it is not sent.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResBillingKey> getBillingKey(Subscribe payload, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResBillingKey>("billing_key.request", payload, cancel);
        }

        /// <summary>
        /// Looks a billing key up by the receipt of its registration in the browser.
        ///
        /// The status is 404 if the receipt is of something else.
        ///
        /// `GET /subscribe/billing/{receipt_id}`.
        /// </summary>
        /// <param name="receiptId">The receipt's id.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResBillingKey> LookupBillingKey(string receiptId, CancellationToken cancel = default(CancellationToken))
        {
            var fields = new Dictionary<string, object> { { "receipt_id", receiptId } };
            return Call<ResBillingKey>("billing_key.lookup", fields, cancel);
        }

        /// <summary>
        /// Deletes a billing key.
        ///
        /// The status is 404 if there is no such key; after a repetition that means that it is deleted. The answer has
        /// no `data`.
        ///
        /// `DELETE /subscribe/billing/{billing_key}`. Repeated by itself after a failure.
        /// </summary>
        /// <param name="billingKey">The billing key.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResDefault> destroyBillingKey(string billingKey, CancellationToken cancel = default(CancellationToken))
        {
            var fields = new Dictionary<string, object> { { "billing_key", billingKey } };
            return Call<ResDefault>("billing_key.delete", fields, cancel);
        }

        /// <summary>
        /// Charges a billing key now.
        ///
        /// Never repeated once a byte may have left: the API has no idempotency key for it and no look-up by order id.
        /// If its answer is lost, look for the order in the admin page, or wait for its webhook.
        ///
        /// `POST /subscribe/billing`. Waits on the card company.
        /// </summary>
        /// <param name="payload">The request. What is null in it is not sent.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResDefault> requestSubscribe(SubscribePayload payload, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResDefault>("billing.pay", payload, cancel);
        }

        /// <summary>
        /// Charges a billing key once, later.
        ///
        /// Never repeated once a byte may have left. At most five reservations wait per key. What came of it is told by
        /// webhook.
        ///
        /// `POST /subscribe/billing/reserve`.
        /// </summary>
        /// <param name="payload">The request. What is null in it is not sent.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResDefault> reserveSubscribe(SubscribePayload payload, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResDefault>("billing.reserve", payload, cancel);
        }

        /// <summary>
        /// Cancels a reservation that has not been carried out.
        ///
        /// The status is 404 if there is no such reservation. The answer has no `data`.
        ///
        /// `DELETE /subscribe/billing/reserve/{reserve_id}`. Repeated by itself after a failure.
        /// </summary>
        /// <param name="reserveId">The reservation's id.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResDefault> reserveCancelSubscribe(string reserveId, CancellationToken cancel = default(CancellationToken))
        {
            var fields = new Dictionary<string, object> { { "reserve_id", reserveId } };
            return Call<ResDefault>("reservation.cancel", fields, cancel);
        }

        /// <summary>
        /// Asks for a token with which a member uses Bootpay's own easy pay in the browser.
        ///
        /// `POST /request/user/token`. Repeated by itself after a failure.
        /// </summary>
        /// <param name="payload">The request. What is null in it is not sent.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResEasy> getUserToken(UserToken payload, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResEasy>("user_token.request", payload, cancel);
        }

        /// <summary>
        /// Makes a payment link. Its answer's `data` is the URL, a string.
        ///
        /// Each request makes another link, so it is not repeated by itself; to repeat it does no harm.
        ///
        /// `POST /request/payment`.
        /// </summary>
        /// <param name="payload">The request. What is null in it is not sent.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResLink> requestPayment(Payload payload, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResLink>("link.request", payload, cancel);
        }

        /// <summary>
        /// Makes the server send a receipt's webhook to a URL.
        ///
        /// `POST /webhook`.
        /// </summary>
        /// <param name="receiptId">The receipt's id.</param>
        /// <param name="webhookUrl">Where to send it. Not localhost.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResAny> CreateWebhook(string receiptId, string webhookUrl, CancellationToken cancel = default(CancellationToken))
        {
            var fields = new Dictionary<string, object> { { "receipt_id", receiptId }, { "webhook_url", webhookUrl } };
            return Call<ResAny>("webhook.create", fields, cancel);
        }

        /// <summary>
        /// Tells the gateway of an escrow payment that shipping began. Other payments are refused.
        ///
        /// `PUT /delivery/start/{receipt_id}`.
        /// </summary>
        /// <param name="receiptId">The receipt's id.</param>
        /// <param name="deliveryNo">The parcel's number.</param>
        /// <param name="deliveryCorp">The carrier's three digits: 000 another one, 001 CJ대한통운, 002 한진,
        /// 003 롯데, 004 KG로지스, 005 동부, 006 우체국, 007 로젠, 008 옐로우캡, 009 경동, 010 대신, 011
        /// 사가와, 100 direct, 101 quick service.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResAny> DeliveryStart(string receiptId, string deliveryNo, string deliveryCorp, CancellationToken cancel = default(CancellationToken))
        {
            var fields = new Dictionary<string, object> { { "receipt_id", receiptId }, { "delivery_no", deliveryNo }, { "delivery_corp", deliveryCorp } };
            return Call<ResAny>("delivery.start", fields, cancel);
        }

        /// <summary>
        /// Sends Naver Pay product data; its fields are Naver Pay's.
        ///
        /// `POST /npay/product`.
        /// </summary>
        /// <param name="data">The request's fields.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResAny> NaverpayItemResponse(IDictionary<string, object> data, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResAny>("npay_product.send", data, cancel);
        }

        /// <summary>
        /// Sets a project's payment gateways; its fields are not documented.
        ///
        /// `POST /project/payment`.
        /// </summary>
        /// <param name="data">The request's fields.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResAny> UpdatePgResource(IDictionary<string, object> data, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResAny>("project.update", data, cancel);
        }

        /// <summary>
        /// Lists a member's wallets. The answer's `data` is a list.
        ///
        /// `GET /wallet`.
        /// </summary>
        /// <param name="payload">The request. What is null in it is not sent.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResAny> GetUserWallets(WalletsPayload payload, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResAny>("wallet.list", payload, cancel);
        }

        /// <summary>
        /// Pays from a member's wallet. The call is not documented: `price` and `tax_free` are amounts like all others,
        /// and nothing else is checked. Never repeated once a byte may have left.
        ///
        /// `POST /wallet/payment`. Waits on the card company.
        /// </summary>
        /// <param name="data">The request's fields.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<ResAny> RequestWalletPayment(IDictionary<string, object> data, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResAny>("wallet.pay", data, cancel);
        }

        /// <summary>
        /// Sends a payment link by message. Deprecated by Bootpay. The fields of the link are not documented.
        ///
        /// `POST /app/rest/remote_link`.
        /// </summary>
        /// <param name="data">The request's fields.</param>
        /// <param name="cancel">Gives the call up.</param>
        [Obsolete("by Bootpay; requestPayment makes payment links")]
        public Task<ResAny> RemoteLink(IDictionary<string, object> data, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResAny>("remote_link.send", data, cancel);
        }

        /// <summary>
        /// Sends a payment form by message. Deprecated by Bootpay.
        ///
        /// `POST /app/rest/remote_form`.
        /// </summary>
        /// <param name="data">The request's fields.</param>
        /// <param name="cancel">Gives the call up.</param>
        [Obsolete("by Bootpay; requestPayment makes payment links")]
        public Task<ResAny> RemoteForm(IDictionary<string, object> data, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResAny>("remote_form.send", data, cancel);
        }

        /// <summary>
        /// Sends a short text message. Deprecated by Bootpay.
        ///
        /// `POST /push/sms`.
        /// </summary>
        /// <param name="data">The request's fields.</param>
        /// <param name="cancel">Gives the call up.</param>
        [Obsolete("by Bootpay; requestPayment makes payment links")]
        public Task<ResAny> SendSms(IDictionary<string, object> data, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResAny>("sms.send", data, cancel);
        }

        /// <summary>
        /// Sends a long text message. Deprecated by Bootpay.
        ///
        /// `POST /push/lms`.
        /// </summary>
        /// <param name="data">The request's fields.</param>
        /// <param name="cancel">Gives the call up.</param>
        [Obsolete("by Bootpay; requestPayment makes payment links")]
        public Task<ResAny> SendLms(IDictionary<string, object> data, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResAny>("lms.send", data, cancel);
        }
    }
}
