using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Threading.Tasks;
using Bootpay.models;
using Bootpay.models.response;
using Newtonsoft.Json;
using static Bootpay.Tests.Surroundings;

namespace Bootpay.Tests
{
    internal static class Secrets
    {
        private const string CanaryKey = "Q0FOQVJZLUtFWS1Dbm9ib2R5LW1heS1zZWUtdGhpcyE=";
        private static readonly string Token = string.Concat(Enumerable.Repeat("ca11a51e", 8));

        // Everything that must not show contains one of these.
        private static readonly string[] Canaries =
        {
            "CANARY", "카나리아", "01000009182", "1971-02-03", "9430811122223333", Token, CanaryKey,
        };

        /// <summary>All that a program might print of a value, and what a debugger shows of it before it is opened.</summary>
        internal static string Prints(object value)
        {
            var text = new StringBuilder().Append(value).Append(string.Format(" {0}", value));
            var failure = value as Exception;
            if (failure != null)
            {
                text.Append(failure.Message).Append(string.Join(" ", failure.Data.Values.Cast<object>()));
                text.Append(JsonConvert.SerializeObject(new { failure.Message, Bootpay = ((IBootpayFailure)failure).Causes }));
            }
            else if (!(value is ResDefault) && !(value is BootpayModel) && !(value is BootpayConfig) && !(value is BootpayOptions)
                && !(value is WebhookEvent))
            {
                text.Append(JsonConvert.SerializeObject(value)); // these are the data itself, as it came or was given
            }
            var display = value.GetType().GetCustomAttribute<DebuggerDisplayAttribute>();
            Check.True(display != null || failure != null || value is BootpayMeta || value is Proof || value is Settlement,
                value.GetType().Name + " shows its fields in a debugger");
            return text.ToString();
        }

        private static void HidesAll(object value)
        {
            var text = Prints(value);
            foreach (var canary in Canaries)
            {
                Check.True(!text.Contains(canary), value.GetType().Name + " shows " + canary + ": " + text);
            }
        }

        [Test]
        internal static async Task NothingPrintsSecretsOrPeople()
        {
            var data = "\"receipt_id\":\"" + PaymentId + "\",\"order_id\":\"o-1\",\"price\":3000,\"status\":1,\"name\":\"n\",\"pg\":\"kcp\","
                + "\"token\":\"" + Token + "\",\"user_token\":\"CANARY-token\",\"billing_key\":\"CANARY-key\",\"card_no\":\"9430811122223333\","
                + "\"params\":{\"buyer\":\"CANARY\"},\"data\":{\"card_no\":\"9430811122223333\"},\"reserve_id\":\"r-1\","
                + "\"certificate\":{\"username\":\"카나리아\",\"phone\":\"01000009182\",\"birth\":\"1971-02-03\",\"unique\":\"CANARY-ci\",\"di\":\"CANARY-di\","
                + "\"gender\":\"1\",\"new\":\"CANARY\"},"
                + "\"payment_data\":{\"username\":\"카나리아\",\"phone\":\"01000009182\",\"unique\":\"CANARY-ci\",\"card_no\":\"9430811122223333\",\"account\":\"CANARY\"}";
            using (var server = Answering(path =>
                path.Contains("refused") ? "400 {\"status\":400,\"code\":-2100,\"message\":\"key " + CanaryKey + " is wrong\",\"data\":{" + data + "}}"
                    : path.Contains("broken") ? "{\"status\":200,\"data\":{\"name\":\"CANARY\""
                    : path.StartsWith("/wallet") ? "{\"status\":200,\"code\":0,\"message\":\"CANARY\",\"data\":[{" + data + "}]}"
                    : "{\"status\":200,\"code\":0,\"message\":\"CANARY\",\"data\":{" + data + "}}"))
            {
                var api = ClientOf(new BootpayConfig { BaseUrl = server.Url, PrivateKey = CanaryKey });
                HidesAll(api);
                HidesAll(api.WithOptions(new BootpayOptions { Token = "CANARY" }));
                HidesAll(new BootpayOptions { Token = "CANARY" });
                HidesAll(new BootpayConfig { PrivateKey = CanaryKey });
                var written = JsonConvert.SerializeObject(new object[]
                {
                    new BootpayConfig { PrivateKey = CanaryKey }, new BootpayOptions { Token = "CANARY" },
                });
                Check.True(!written.Contains(CanaryKey) && !written.Contains("CANARY"), written);
                Check.Equal(JsonConvert.DeserializeObject<BootpayConfig>("{\"PrivateKey\":\"k\"}").PrivateKey, "k");
                HidesAll(new HashKeys { { 1, Encoding.ASCII.GetBytes(CanaryKey) } });

                var certificate = await api.Certificate(PaymentId);
                HidesAll(certificate);
                HidesAll(certificate.Meta());
                Check.Equal(certificate.As<CertificateData>().certificate.username, "카나리아");
                HidesAll(certificate.As<CertificateData>());
                HidesAll(certificate.As<CertificateData>().certificate);
                Check.Holds(certificate.ToString(), "payment_data"); // its name alone
                Check.Holds(JsonConvert.SerializeObject(certificate), "카나리아"); // the data itself is as it came

                var receipt = await api.Verify(PaymentId);
                HidesAll(receipt);
                HidesAll(receipt.As<ResVerifyData>());
                var token = await api.getUserToken(new UserToken { userId = "m" });
                Check.Equal(token.data.userToken, "CANARY-token");
                HidesAll(token);
                HidesAll(token.data);
                var key = await api.LookupBillingKey(PaymentId);
                Check.Equal(key.Unwrap().data.cardNo, "9430811122223333");
                HidesAll(key);
                HidesAll(key.data);
                HidesAll(await api.GetUserWallets(new WalletsPayload { userId = "m" }));
                HidesAll(await api.Submit(PaymentId));

                var person = new User { username = "카나리아", phone = "01000009182", birth = "1971-02-03", email = "CANARY", address = "CANARY" };
                HidesAll(person);
                HidesAll(new Subscribe { cardNo = "9430811122223333", cardPw = "CANARY", identifyNumber = "1971-02-03", userInfo = person });
                HidesAll(new SubscribePayload { billingKey = "CANARY", userInfo = person, items = new List<Item> { new Item { price = 1 } } });
                HidesAll(new Payload { userInfo = person, paramCustom = "CANARY" });
                HidesAll(new UserToken { name = "카나리아", phone = "01000009182", email = "CANARY", birth = "1971-02-03" });
                HidesAll(new Cancel { receiptId = "r", name = "카나리아", reason = "CANARY", refund = new RefundData { account = "CANARY" } });
                HidesAll(new RefundData { account = "CANARY", accountholder = "카나리아" });

                var refused = await api.Verify("refused");
                HidesAll(refused);
                HidesAll(refused.Error());
                Check.Holds(refused.Error().Body(), CanaryKey);
                Check.Holds(refused.ToString(), "-2100");
                HidesAll(await Check.Throws<BootpayException>(() => api.Verify("broken")));
                HidesAll(await Check.Throws<BootpayException>(() => api.Verify("../CANARY")));
                HidesAll(await Check.Throws<BootpayException>(
                    () => api.UpdatePgResource(new Dictionary<string, object> { { "CANARY 카나리아", new object() } })));
                HidesAll(await Check.Throws<BootpayException>(() => api.UpdatePgResource(new Dictionary<string, object> { { "a", Named() } })));
                HidesAll(api.Webhook.Parse(Encoding.UTF8.GetBytes("{" + data + "}")));
            }
        }

        private static Private Named()
        {
            var constructor = typeof(Private).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single();
            return (Private)constructor.Invoke(new object[] { "카나리아", "카**아" });
        }

        [Test]
        internal static async Task OnesOwnTokenPrintsMasked()
        {
            var answer = await Fresh().GetAccessToken();
            Check.Equal(answer.data.token.Length, 64);
            Check.True(!(answer + " " + answer.data).Contains(answer.data.token), "the token shows");
        }
    }
}
