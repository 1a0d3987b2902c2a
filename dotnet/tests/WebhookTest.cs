using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using static Bootpay.Tests.Surroundings;

namespace Bootpay.Tests
{
    /// <summary>The webhooks that every language shares; the format is in tests/webhooks/README.md.</summary>
    internal static class WebhookTest
    {
        private const string SandboxKey = "Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ=";

        internal static readonly byte[] Body = Encoding.UTF8.GetBytes(
            "{\"receipt_id\":\"5df6e67d4f74b4002a77e0eb\",\"order_id\":\"1576461949\",\"price\":3000,\"status\":1,\"payment_data\":{\"card_name\":\"CANARY\"}}");

        internal static BootpayApi Client(string name)
        {
            switch (name)
            {
                case "live":
                    return ClientOf(new BootpayConfig { BaseUrl = "https://api.example.com" });
                case "sandbox":
                    return ClientOf(new BootpayConfig { BaseUrl = "http://127.0.0.1:1", PrivateKey = SandboxKey });
                case "container":
                    return ClientOf(new BootpayConfig { BaseUrl = "http://sandbox:8300", PrivateKey = SandboxKey });
                default:
                    return ClientOf(new BootpayConfig
                    {
                        BaseUrl = "http://127.0.0.1:1", PrivateKey = "bm90IGEgc2FuZGJveCBrZXk6IGEgbGl2ZSBwcm9qZWM=",
                    });
            }
        }

        [Test]
        internal static Dictionary<string, Func<Task>> Shared()
        {
            var folder = Environment.GetEnvironmentVariable("BOOTPAY_WEBHOOKS");
            var webhooks = Directory.GetFiles(folder, "*.json").OrderBy(name => name)
                .ToDictionary(Path.GetFileNameWithoutExtension, file => new Func<Task>(() => Run((JObject)Parsed(File.ReadAllText(file)))));
            Check.True(webhooks.Count > 20, "BOOTPAY_WEBHOOKS has " + webhooks.Count + " webhooks");
            return webhooks;
        }

        private static async Task Run(JObject shared)
        {
            var api = Client((string)shared["client"]);
            foreach (JObject delivery in shared["deliveries"])
            {
                var error = shared["error"];
                if (error != null)
                {
                    var failed = await Check.Throws<BootpayException>(() => Task.Run(() => Arrived(api, delivery)));
                    Check.Equal(failed.Kind.ToString().ToLowerInvariant(), ((string)error["kind"]).Replace("_", ""));
                    Check.Holds(failed.Message, (string)error["message_has"] ?? "");
                    continue;
                }
                var told = Arrived(api, delivery);
                var found = new JObject
                {
                    { "receipt_id", told.ReceiptId }, { "status", told.Status }, { "price", told.Price }, { "tax_free", told.TaxFree },
                    { "order_id", told.OrderId }, { "name", told.Name }, { "retry_count", told.RetryCount }, { "pg", told.Pg },
                    { "method", told.Method }, { "purchased_at", told.PurchasedAt },
                    { "payment_data", told.PaymentData == null ? JValue.CreateNull() : (JToken)JObject.FromObject(told.PaymentData) },
                    { "fields", JObject.FromObject(told.Fields) },
                };
                Check.True(Fits(shared["event"], found), "the event is " + found);
            }
        }

        private static WebhookEvent Arrived(BootpayApi api, JObject told)
        {
            var body = told["body_latin1"] != null
                ? Encoding.GetEncoding("iso-8859-1").GetBytes((string)told["body_latin1"]) : Encoding.UTF8.GetBytes((string)told["body"]);
            if (told["remote_address"] == null)
            {
                return api.Webhook.Parse(body, (string)told["content_type"]);
            }
            return api.Webhook.Verify(body, new WebhookDelivery
            {
                RemoteAddress = (string)told["remote_address"], ContentType = (string)told["content_type"],
                ForwardedFor = (string)told["forwarded_for"], TrustedProxies = Texts(told["trusted_proxies"]),
                AllowedSources = Texts(told["allowed_sources"]),
            });
        }

        private static List<string> Texts(JToken list)
        {
            return list is JArray ? list.Select(item => (string)item).ToList() : null;
        }

        // An id of many digits is another one when it is rounded.
        [Test]
        internal static void NumbersOfAWebhookKeepTheirDigits()
        {
            var body = "{\"receipt_id\":\"r\",\"status\":1,\"price\":3000,\"order_no\":9007199254740993,\"payment_data\":{\"tid\":123456789012345678901}}";
            var told = Fresh().Webhook.Parse(Encoding.UTF8.GetBytes(body));
            Check.Equal(told.Fields["order_no"], 9007199254740993);
            Check.Equal(told.PaymentData["tid"].ToString(), "123456789012345678901");
        }

        [Test]
        internal static async Task TheReceiptOfAWebhookIsReadAgain()
        {
            var api = Fresh();
            var live = Client("live").Webhook; // which believes no private network
            var told = live.Verify(Body, new WebhookDelivery
            {
                RemoteAddress = "10.0.0.9:4000", ForwardedFor = "6.6.6.6, 223.130.82.4, 10.0.0.7", TrustedProxies = new[] { "10.0.0.0/8" },
            });
            Check.Equal(told.Price, 3000.0);
            Check.Equal((await api.Webhook.Reverify(told)).Unwrap()["price"], 3000L);
            told.Price = 1;
            await Check.Fails(() => api.Webhook.Reverify(told), ErrorKind.Mismatch);
            told.Price = double.NaN;
            await Check.Fails(() => api.Webhook.Reverify(told), ErrorKind.InvalidRequest);

            await Check.Fails(() => Task.Run(() => live.Verify(Body, new WebhookDelivery { RemoteAddress = "6.6.6.6:4000" })), ErrorKind.Webhook);
            var big = await Check.Fails(
                () => Task.Run(() => live.Verify(new byte[2 << 20], new WebhookDelivery { RemoteAddress = "223.130.82.4:4000" })), ErrorKind.Webhook);
            Check.Holds(big.Message, "1 MiB");
        }
    }
}
