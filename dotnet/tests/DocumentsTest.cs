using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Bootpay.models;
using Bootpay.models.response;
using Bootpay.Sandbox;
using static Bootpay.Tests.Surroundings;

namespace Bootpay.Tests
{
    /// <summary>tests/docs/run looks for the README's blocks of C# in this file and in examples/QuickStart.cs, and for those of
    /// docs/reference in generated/Reference.cs: what is printed there runs here.</summary>
    internal static class DocumentsTest
    {
        [Test]
        internal static Dictionary<string, Func<Task>> TheReference()
        {
            Check.True(Reference.Of.Count > 20, "only " + Reference.Of.Count + " examples");
            return Reference.Of.ToDictionary(example => example.Key, example => new Func<Task>(async () =>
            {
                var api = Fresh();
                if (example.Key == "delivery.start")
                {
                    Box.Payment(new { receipt_id = "00000000000000000000e5c0", price = 10000, escrow = true });
                }
                var output = Console.Out;
                Console.SetOut(TextWriter.Null);
                try
                {
                    await example.Value(api);
                }
                finally
                {
                    Console.SetOut(output);
                }
            }));
        }

        [Test]
        internal static async Task ATestStartsItsOwnSandbox()
        {
            using (var sandbox = BootpaySandbox.Start())
            {
                var api = new BootpayApi(sandbox.Config<BootpayConfig>());
                var begun = api.Identity.Begin("회원 가입", "session-1");
                var receipt = sandbox.Person(age: 19, orderId: begun.OrderId, fields: new { username = "성춘향" });

                var receiptId = (string)receipt["receipt_id"];
                var person = await api.Identity.Confirm(receiptId, begun.Token(), "session-1", new MemoryOnce());
                Debug.Assert(person.Name.Reveal() == "성춘향");
            }
        }

        [Test]
        internal static async Task TokensAndLimits()
        {
            var (api, receiptId, token) = (Fresh(), IdentityId, CancellationToken.None);
            var answer = await api.Certificate(receiptId, token);
            var quick = api.WithOptions(new BootpayOptions { Deadline = TimeSpan.FromSeconds(5), MaxRetries = 0 });
            answer.Unwrap();
            (await quick.Certificate(receiptId)).Unwrap();
        }

        [Test]
        internal static async Task AnswersAndExceptions()
        {
            var (api, receiptId) = (Fresh(), ToCancel);
            try
            {
                var answer = await api.receiptCancel(new Cancel { receiptId = receiptId, price = 1200, reason = "변심" });
                if (answer.Error() != null)
                {
                    Console.WriteLine(answer.code + " " + answer.message); // the refusal
                }
                Console.WriteLine(answer.Unwrap()["remain_price"]); // or throws it
            }
            catch (Exception lost) when (lost is IBootpayFailure failure && failure.Effect == Effect.Unknown)
            {
                var settlement = await api.Settle(lost, cancelledBefore: 0); // an answer was lost: the receipt knows
                Console.WriteLine(settlement.Outcome); // Done, NotDone, Pending or Unclear
            }
            var receipt = (await api.Verify(receiptId)).As<ResVerifyData>();
            Console.WriteLine(receipt.price + " " + receipt.status);
            Check.Equal(receipt.remainPrice, 1800.0);
        }

        private static BootpayApi api;


        private static async Task<string> OnWebhook(byte[] body, string address, string contentType, string forwardedFor)
        {
            var arrived = api.Webhook.Verify(body, new WebhookDelivery
            {
                RemoteAddress = address, ContentType = contentType, ForwardedFor = forwardedFor,
                TrustedProxies = new[] { "10.0.0.0/8" }, // your own proxies, whose X-Forwarded-For is read
            });
            var receipt = await api.Webhook.Reverify(arrived); // throws unless the receipt says the same
            // act if order and price of the receipt are those of your books, once per receipt and status
            Console.WriteLine(receipt.data["order_id"] + " " + receipt.data["price"]);
            return BootpayWebhook.Answer; // OK, or it comes again
        }

        [Test]
        internal static async Task AWebhookHandler()
        {
            api = Fresh();
            Check.Equal(await OnWebhook(WebhookTest.Body, "223.130.82.4:1", "application/json", null), "OK");
            await Check.Fails(() => OnWebhook(WebhookTest.Body, "6.6.6.6:1", "application/json", null), ErrorKind.Webhook);
        }

        [Test]
        internal static async Task AttemptsGoToALogger()
        {
            var lines = new List<string>();
            Action<string> warn = lines.Add, debug = lines.Add;
            Box.Reset();
            var config = new BootpayConfig
            {
                OnAttempt = attempt => (attempt.IsWarning ? warn : debug)(attempt.Message),
            };
            await ClientOf(config).Verify(PaymentId);
            Check.Equal(lines.Count, 2);
        }
    }
}
