using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Bootpay.Native;
using Bootpay.models;

namespace Bootpay
{
    /// <summary>How a webhook arrived, and whom to believe.</summary>
    public sealed class WebhookDelivery
    {
        /// <summary>The other end of the connection, with or without a port; null or empty over a Unix socket.</summary>
        public string RemoteAddress { get; set; }
        /// <summary>The header Content-Type; null: by the first character of the body.</summary>
        public string ContentType { get; set; }
        /// <summary>The header X-Forwarded-For, several joined with commas. It is read only behind TrustedProxies, from the right.</summary>
        public string ForwardedFor { get; set; }
        /// <summary>Your own proxies, as addresses or ranges such as 10.0.0.0/8; unix is one that brings the webhook over a Unix
        /// socket.</summary>
        public IEnumerable<string> TrustedProxies { get; set; }
        /// <summary>Addresses or ranges to accept webhooks from; null: Bootpay's, 223.130.82.0/24, and this machine too if the client
        /// talks to a sandbox on it.</summary>
        public IEnumerable<string> AllowedSources { get; set; }
    }

    /// <summary>
    /// Reads the webhooks that Bootpay sends to your server, and tells which are to be believed. A webhook is not signed: check its
    /// sender, act on the receipt, and only once.
    /// </summary>
    public sealed class BootpayWebhook
    {
        /// <summary>What a webhook has to be answered with, as plain text: exactly this, or the server sends it again.</summary>
        public const string Answer = "OK";

        private readonly BootpayApi _api;

        internal BootpayWebhook(BootpayApi api)
        {
            _api = api;
        }

        /// <summary>
        /// Reads a webhook of either kind, form-encoded or JSON, after all that can be checked of it: the sender's address, and the
        /// private key, which the form-encoded kind has to have. It sends nothing.
        /// </summary>
        /// <exception cref="BootpayException">with <see cref="ErrorKind.Webhook"/>: answer anything but <see cref="Answer"/>, such as
        /// 403.</exception>
        public WebhookEvent Verify(byte[] body, WebhookDelivery delivery)
        {
            var told = new Dictionary<string, object> { { "remote_address", delivery.RemoteAddress ?? "" } };
            if (!string.IsNullOrEmpty(delivery.ContentType))
            {
                told["content_type"] = delivery.ContentType;
            }
            if (!string.IsNullOrEmpty(delivery.ForwardedFor))
            {
                told["forwarded_for"] = delivery.ForwardedFor;
            }
            told["trusted_proxies"] = delivery.TrustedProxies;
            told["allowed_sources"] = delivery.AllowedSources;
            return Read(body, told);
        }

        /// <summary>Reads a webhook and believes nothing: anybody may have written it. Verify what arrives.</summary>
        public WebhookEvent Parse(byte[] body, string contentType = null)
        {
            var told = new Dictionary<string, object> { { "only_read", true } };
            if (!string.IsNullOrEmpty(contentType))
            {
                told["content_type"] = contentType;
            }
            return Read(body, told);
        }

        private WebhookEvent Read(byte[] body, Dictionary<string, object> told)
        {
            var client = _api.Ready().Client;
            var question = Sent.Json("webhook", told);
            var event_ = Json.Read(Core.Asked(Library.Loaded.Ask(client, "webhook", body, question))) as Dictionary<string, object>;
            if (event_ == null)
            {
                throw BootpayException.Defect(null, "the library's event cannot be read");
            }
            return new WebhookEvent(event_);
        }

        /// <summary>
        /// Reads the receipt of a webhook again and compares its status, its price and, if the webhook has one, its order id with what
        /// the webhook says. Act on the receipt, and only if order and price are also those that your own books have.
        /// </summary>
        /// <exception cref="BootpayException">with <see cref="ErrorKind.Mismatch"/>: the webhook is forged, or the payment went on
        /// since.</exception>
        public async Task<ResDefault> Reverify(WebhookEvent webhookEvent, CancellationToken cancel = default(CancellationToken))
        {
            var kept = new Whole(new Dictionary<string, object>
            {
                { "receipt_id", webhookEvent.ReceiptId }, { "status", webhookEvent.Status },
                { "price", webhookEvent.Price == null ? null : (object)new Number(Digits(webhookEvent.Price.Value)) },
                { "order_id", webhookEvent.OrderId },
            });
            var asked = Core.Asked(Library.Loaded.Ask(IntPtr.Zero, "expectations", null, Sent.Json(null, kept)));
            var receipt = await _api
                .Call<ResDefault>("receipt.get", new Whole((Dictionary<string, object>)Json.Read(asked)), cancel).ConfigureAwait(false);
            receipt.Unwrap();
            return receipt;
        }

        private static string Digits(double price)
        {
            if (double.IsNaN(price) || double.IsInfinity(price))
            {
                throw BootpayException.Refused("receipt.get", "the event's price", "must be a finite number");
            }
            return price.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>What a webhook says, without the private key; null where it says nothing.</summary>
    [DebuggerDisplay("{ToString(),nq}")]
    public sealed class WebhookEvent
    {
        internal WebhookEvent(Dictionary<string, object> told)
        {
            ReceiptId = Received.Text(told, "receipt_id");
            Status = Received.WholeInt(told, "status");
            Price = Received.Of(told, "price") == null ? (double?)null : Received.Double(told, "price");
            TaxFree = Received.Of(told, "tax_free") == null ? (double?)null : Received.Double(told, "tax_free");
            OrderId = Received.Text(told, "order_id");
            Name = Received.Text(told, "name");
            RetryCount = Received.WholeInt(told, "retry_count");
            Pg = Received.Text(told, "pg");
            Method = Received.Text(told, "method");
            PurchasedAt = Received.Text(told, "purchased_at");
            PaymentData = Received.Data(Received.Of(told, "payment_data") as Dictionary<string, object>);
            Fields = Received.Data(Received.Of(told, "fields") as Dictionary<string, object>);
        }

        /// <summary>The receipt that it is about.</summary>
        public string ReceiptId { get; set; }
        /// <summary>Where the payment stands: 1 paid, 2 before approval, 20 cancelled … Act once per receipt and status.</summary>
        public int? Status { get; set; }
        /// <summary>The amount, in won.</summary>
        public double? Price { get; set; }
        /// <summary>Its tax-free part, in won.</summary>
        public double? TaxFree { get; set; }
        /// <summary>The order id that you issued.</summary>
        public string OrderId { get; set; }
        /// <summary>What was sold.</summary>
        public string Name { get; set; }
        /// <summary>How often it was sent before.</summary>
        public int? RetryCount { get; set; }
        /// <summary>The payment gateway's code.</summary>
        public string Pg { get; set; }
        /// <summary>The payment method's code.</summary>
        public string Method { get; set; }
        /// <summary>When it was paid, YYYY-MM-DD HH:mm:ss in Korea time.</summary>
        public string PurchasedAt { get; set; }
        /// <summary>What the payment gateway reported. It may hold somebody's name or card number: keep it out of logs.</summary>
        public Dictionary<string, object> PaymentData { get; set; }
        /// <summary>All fields as they came, a whole number as a long or a BigInteger. Keep them out of logs.</summary>
        public Dictionary<string, object> Fields { get; set; }

        /// <summary>Prints what identifies it alone: the other fields may hold personal data.</summary>
        public override string ToString()
        {
            return "WebhookEvent(receipt_id=" + ReceiptId + " status=" + Status + ")";
        }
    }
}
