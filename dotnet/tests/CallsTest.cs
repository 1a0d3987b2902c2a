using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Bootpay.models;
using Bootpay.models.response;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using static Bootpay.Tests.Surroundings;

namespace Bootpay.Tests
{
    internal static class CallsTest
    {
        // As the official package: a filled answer and no exception, which Error has.
        [Test]
        internal static async Task ARefusalIsAFilledAnswer()
        {
            var answer = await Fresh().Certificate("000000000000000000000000");
            Check.Equal(answer.status, 404);
            Check.True(answer.code < 0 && answer.message.Length > 0, "nothing says why");
            var failed = answer.Error();
            Check.Equal(failed.Kind, ErrorKind.Api);
            Check.Equal(failed.Effect, Effect.None);
            Check.Equal(failed.Code, answer.code.ToString());
            Check.Equal(failed.Body(), answer.Raw());
            Check.Equal(await Check.Throws<BootpayException>(() => Task.Run(() => answer.Unwrap())), failed);
        }

        [Test]
        internal static async Task ALostConnectionIsAnException()
        {
            var failed = await Check.Fails(() => ClientOf("http://127.0.0.1:1").Verify(PaymentId), ErrorKind.Connection);
            Check.Equal(failed.Effect, Effect.None);
            Check.Equal(failed.Operation, "receipt.get");
        }

        // Whoever looks at status and code alone, as with the official package, must not take a refusal for a success.
        [Test]
        internal static async Task NoRefusalLooksLikeASuccess()
        {
            var body = "";
            using (var server = Answering(path => body))
            {
                var api = ClientOf(server.Url);
                foreach (var one in new[]
                {
                    new object[] { "404 {\"status\":200,\"code\":0}", 404, -1, "0" },
                    new object[] { "404 {}", 404, -1, null },
                    new object[] { "{\"status\":200,\"code\":\"RC_NOT_FOUND\"}", 200, -1, "RC_NOT_FOUND" },
                    new object[] { "{\"status\":401,\"code\":\"-7\"}", 401, -7, "-7" },
                    new object[] { "{\"status\":200,\"code\":7}", 200, 7, "7" },
                })
                {
                    body = (string)one[0];
                    var answer = await api.Verify(PaymentId);
                    Check.Equal(answer.status, one[1]);
                    Check.Equal(answer.code, one[2]);
                    Check.Equal(answer.Error().Code, one[3]);
                }
                body = "{\"code\":0,\"data\":{\"receipt_id\":\"" + PaymentId + "\"}}";
                Check.Equal((await api.Verify(PaymentId)).status, 200);
            }
        }

        [Test]
        internal static async Task ARefusalThatMayHaveActedIsAnException()
        {
            using (var server = Answering(path => "500 {\"status\":500,\"error\":\"Internal Server Error\"}"))
            {
                var failed = await Check.Fails(() => ClientOf(server.Url).Submit(ToSubmit), ErrorKind.Api);
                Check.Equal(failed.Effect, Effect.Unknown);
            }
        }

        // What the core cannot read is not read here either: the exception keeps what settles the call.
        [Test]
        internal static async Task AnAnswerThatIsNoJsonSaysWhatTheCallWasAbout()
        {
            using (var server = Answering(path => "{\"status\":200,\"code\":0,\"data\":{\"receipt_id\":1-2}}"))
            {
                var lost = new Cancel { receiptId = ToCancel, price = 1200, cancelId = "refund-1" };
                var failed = await Check.Fails(() => ClientOf(server.Url).receiptCancel(lost), ErrorKind.Decode);
                Check.Equal(failed.Effect, Effect.Unknown);
                Check.Equal(failed.CancelId, "refund-1");
                Check.Equal(failed.CancelPrice, 1200L);
            }
        }

        // A price that came out as 0 or null must not cancel a whole payment.
        [Test]
        internal static async Task OnlyAllCancelsAll()
        {
            var api = Fresh();
            foreach (var price in new double?[] { 0, null })
            {
                var failed = await Check.Fails(
                    () => api.receiptCancel(new Cancel { receiptId = ToCancel, price = price }), ErrorKind.InvalidRequest);
                Check.Holds(failed.Message, "Cancel.All");
            }
            Check.Equal(Box.Requests().Count, 0);
            var answer = await api.receiptCancel(new Cancel { receiptId = ToCancel, price = Cancel.All });
            Check.Equal(answer.As<ResCancelData>().cancelledPrice, 3000.0);
            Check.Equal(((JObject)Seen()[1]["body"]).Count, 2); // receipt_id and the cancel_id of its own
            var all = new SubscribePayload { billingKey = BillingKey, itemName = "a", orderId = "o-1", price = Cancel.All };
            await Check.Fails(() => api.requestSubscribe(all), ErrorKind.InvalidRequest);
        }

        // As the official README says: without a price the whole payment.
        [Test]
        internal static async Task APriceThatWasNeverSetIsAll()
        {
            var answer = await Fresh().receiptCancel(new Cancel { receiptId = ToCancel });
            Check.Equal(answer.Unwrap()["cancelled_price"], 3000L);
        }

        // A job that waits in a queue as JSON says afterwards what it said before.
        [Test]
        internal static async Task ACancelMayBeWrittenAndReadBack()
        {
            foreach (var wholly in new[] { new Cancel { receiptId = ToCancel }, new Cancel { receiptId = ToCancel, price = Cancel.All } })
            {
                var read = JsonConvert.DeserializeObject<Cancel>(JsonConvert.SerializeObject(wholly));
                Check.Equal((await Fresh().receiptCancel(read)).Unwrap()["cancelled_price"], 3000L);
            }
        }

        // Also where nulls are left out, or not read, a price that was set to null does not become one that was never set.
        [Test]
        internal static async Task ACancelOfNullIsRefusedAfterItWasWrittenAndReadBack()
        {
            var api = Fresh();
            foreach (var settings in new[]
            {
                new JsonSerializerSettings { NullValueHandling = NullValueHandling.Ignore },
                new JsonSerializerSettings { DefaultValueHandling = DefaultValueHandling.IgnoreAndPopulate },
            })
            {
                double? none = null;
                var json = JsonConvert.SerializeObject(new Cancel { receiptId = ToCancel, price = none }, settings);
                var read = JsonConvert.DeserializeObject<Cancel>(json, settings);
                await Check.Fails(() => api.receiptCancel(read), ErrorKind.InvalidRequest);
                var wholly = JsonConvert.SerializeObject(new Cancel { receiptId = ToCancel }, settings);
                Check.True(!wholly.Contains("price"), wholly);
            }
            Check.Equal(Box.Requests().Count, 0);
        }

        // A time that was not reckoned must not charge somebody ten seconds from now.
        [Test]
        internal static async Task AReservationNeedsItsTime()
        {
            var api = Fresh();
            var payload = new SubscribePayload { billingKey = BillingKey, itemName = "a", orderId = "o-1", price = 3000 };
            var failed = await Check.Fails(() => api.reserveSubscribe(payload), ErrorKind.InvalidRequest);
            Check.Holds(failed.Message, "execute_at");
            Check.Equal(Box.Requests().Count, 0);
            (await api.requestSubscribe(payload)).Unwrap(); // which has no such field
            Check.Equal(payload.schedulerType, null); // and is as it was given
        }

        [Test]
        internal static async Task AWrongConfigurationIsSaid()
        {
            Check.Equal((await Check.Throws<BootpayException>(() => Task.Run(() => new BootpayApi("id", "key", 9)))).Kind, ErrorKind.Config);
            var wrong = new Elsewhere("nonsense");
            await Check.Fails(() => wrong.GetAccessToken(), ErrorKind.Config);
            await Check.Fails(() => Task.Run(() => wrong.Identity.Begin("p", "s")), ErrorKind.Config);
            var failed = await Check.Fails(
                () => Task.Run(() => ClientOf(new BootpayConfig { Timeout = TimeSpan.FromSeconds(-1) })), ErrorKind.Config);
            Check.Holds(failed.Message, "timeout");
        }

        private sealed class Elsewhere : BootpayApi
        {
            internal Elsewhere(string url) : base(Surroundings.ApplicationId, Surroundings.PrivateKey)
            {
                _baseUrl = url;
            }
        }

        // The official package has no other way to another host.
        [Test]
        internal static async Task ASubclassSaysWhereRequestsGo()
        {
            Box.Reset();
            var api = new Elsewhere(Box.Url);
            (await api.GetAccessToken()).Unwrap();
            Check.Equal(api.BaseUrl, Box.Url);
            Check.Equal(Box.Requests().Count, 1);
        }

        [Test]
        internal static async Task WhatNoRequestCanHoldIsRefusedByName()
        {
            var api = Fresh();
            var calls = new Dictionary<string, Func<Task>>
            {
                {
                    "price", () => api.requestSubscribe(
                        new SubscribePayload { billingKey = BillingKey, itemName = "a", orderId = "o-1", price = double.NaN })
                },
                { "name", () => api.receiptCancel(new Cancel { receiptId = ToCancel, name = "\ud800" }) },
                {
                    "items[0].item_name", () => api.requestPayment(
                        new Payload { orderId = "o-1", name = "n", price = 1, items = new List<Item> { new Item { itemName = "\udc00" } } })
                },
                {
                    "a.b", () => api.UpdatePgResource(new Dictionary<string, object>
                    {
                        { "a", new Dictionary<string, object> { { "b", new object() } } },
                    })
                },
                { "receipt_id", () => api.Verify("../CANARY") },
            };
            foreach (var call in calls)
            {
                Check.Holds((await Check.Fails(call.Value, ErrorKind.InvalidRequest)).Message, call.Key);
            }
            await Check.Fails(() => api.Verify(null), ErrorKind.InvalidRequest);
            await Check.Fails(() => api.receiptCancel(null), ErrorKind.InvalidRequest);
            Check.Equal(Box.Requests().Count, 0);
        }

        // Not a gender of 0 unasked, which is a woman's, and no nulls and zeros beside a full cancel.
        [Test]
        internal static async Task WhatWasNotGivenIsNotSent()
        {
            var api = Fresh();
            (await api.getUserToken(new UserToken { userId = "m-1" })).Unwrap();
            (await api.getUserToken(new UserToken { userId = "m-2", gender = 0 })).Unwrap();
            var seen = Seen();
            Check.True(Fits(new JObject { { "user_id", "m-1" } }, seen[1]["body"]), seen.ToString());
            Check.True(Fits(new JObject { { "user_id", "m-2" }, { "gender", 0 } }, seen[2]["body"]), seen.ToString());
        }

        // A number where a text is documented, or the other way round, costs no field.
        [Test]
        internal static async Task AnswersAreReadWhateverTypesServersSend()
        {
            var body = "{\"status\":\"200\",\"code\":0,\"message\":null,\"data\":{\"receipt_id\":\"" + PaymentId + "\",\"order_id\":7,"
                + "\"price\":\"3000\",\"status\":1.9,\"escrow_status\":\"2.0\",\"params\":\"{\\\"a\\\":9007199254740993}\",\"pg\":null,"
                + "\"big\":123456789012345678901234567890,\"fraction\":1.5,\"at\":\"2021-08-31T19:48:00\"}}";
            using (var server = Answering(path => body))
            {
                var answer = await ClientOf(server.Url).Verify(PaymentId);
                Check.Equal(answer.status, 200);
                var receipt = answer.As<ResVerifyData>();
                Check.Equal(receipt.orderId, "7");
                Check.Equal(receipt.price, 3000.0);
                Check.Equal(receipt.status, 0); // 1 is paid; half of a number is none
                Check.Equal(receipt.escrowStatus, 2);
                Check.Equal(receipt.paramsCustom["a"], 9007199254740993);
                Check.Equal(receipt.pg, null);
                Check.Equal(answer.data["big"].ToString(), "123456789012345678901234567890");
                Check.Equal(answer.data["fraction"], 1.5);
                Check.Equal(answer.data["at"], "2021-08-31T19:48:00");
            }
        }

        // The official package's users cast what stands in the data.
        [Test]
        internal static async Task PartsOfTheDataAreNewtonsofts()
        {
            var answer = await Fresh().Certificate(IdentityId);
            Check.Equal((string)((JObject)answer.data["certificate"])["username"], "홍길동");
        }

        [Test]
        internal static async Task ATokenEndsACallAtOnce()
        {
            var api = Fresh();
            await api.GetAccessToken();
            using (Box.Fault("stall", new { path = "/cancel" }))
            using (var source = new CancellationTokenSource())
            {
                var call = api.receiptCancel(new Cancel { receiptId = ToCancel, price = 1200, cancelId = "refund-1" }, source.Token);
                Arrivals("/cancel", 1);
                source.Cancel();
                var failed = await Check.Throws<BootpayCanceledException>(() => call);
                Check.Equal(failed.CancellationToken, source.Token);
                Check.True(call.IsCanceled, "the task has failed, and was not canceled");
                Check.Equal(failed.Kind, ErrorKind.Canceled);
                Check.Equal(failed.Effect, Effect.Unknown);
                Check.Equal(failed.ReceiptId, ToCancel);
                Check.Equal(failed.CancelId, "refund-1");
                Check.Equal(failed.CancelPrice, 1200L);
                var settled = await api.Settle(failed, 0);
                Check.Equal(settled.Outcome, Outcome.NotDone);
                var before = await Check.Throws<OperationCanceledException>(() => api.Verify(PaymentId, source.Token));
                Check.Equal(((IBootpayFailure)before).Effect, Effect.None);
            }
            (await api.Verify(PaymentId)).Unwrap(); // the client goes on
        }

        // What is thrown here could not be told from a call that was sent.
        [Test]
        internal static async Task ATokenWhoseSourceIsGoneEndsNoCallThatWasSent()
        {
            var api = Fresh();
            var source = new CancellationTokenSource();
            var token = source.Token;
            source.Dispose();
            try
            {
                (await api.receiptCancel(new Cancel { receiptId = ToCancel, price = 1200 }, token)).Unwrap();
                Check.Equal(Box.Requests("payment.cancel").Count, 1);
            }
            catch (ObjectDisposedException)
            {
                Check.Equal(Box.Requests().Count, 0); // as Mono has it
            }
        }

        [Test]
        internal static async Task LimitsOfSomeCallsLeaveTheOthers()
        {
            using (var silent = new Server(path => new TaskCompletionSource<string>().Task))
            {
                var api = ClientOf(silent.Url);
                var failed = await Check.Fails(
                    () => api.WithOptions(new BootpayOptions { Deadline = TimeSpan.FromMilliseconds(50) }).Verify(PaymentId), ErrorKind.Timeout);
                Check.Holds(failed.Message, "0.05 s (the deadline)");
                failed = await Check.Fails(
                    () => api.WithOptions(new BootpayOptions { Timeout = TimeSpan.FromMilliseconds(50) }).Verify(PaymentId), ErrorKind.Timeout);
                Check.Holds(failed.Message, "0.05 s");
                await Check.Fails(
                    () => api.WithOptions(new BootpayOptions { Deadline = TimeSpan.FromSeconds(-1) }).Verify(PaymentId), ErrorKind.InvalidRequest);
            }
            var own = string.Concat(Enumerable.Repeat("cd", 32));
            await Fresh().WithOptions(new BootpayOptions { Token = own }).Verify(PaymentId);
            Check.Equal((string)Box.Requests()[0]["headers"]["authorization"], own);
        }

        [Test]
        internal static async Task AThousandCallsWaitOnFewThreads()
        {
            const int many = 1000;
            var arrived = 0;
            var all = new TaskCompletionSource<bool>();
            var release = new TaskCompletionSource<bool>();
            using (var server = new Server(async path =>
            {
                if (Interlocked.Increment(ref arrived) == many)
                {
                    all.TrySetResult(true);
                }
                await release.Task.ConfigureAwait(false);
                return "{\"status\":200,\"code\":0,\"data\":{\"receipt_id\":\"" + PaymentId + "\",\"price\":1}}";
            }))
            {
                var api = ClientOf(server.Url);
                var calls = Enumerable.Range(0, many).Select(number => api.Verify(PaymentId)).ToList();
                await Task.WhenAny(all.Task, Task.WhenAll(calls));
                var threads = Directory.GetDirectories("/proc/self/task").Length;
                release.SetResult(true);
                foreach (var answer in await Task.WhenAll(calls))
                {
                    Check.Equal(answer.Unwrap()["price"], 1L);
                }
                Check.True(threads < 60, many + " calls took " + threads + " threads");
            }
        }

        internal const string ShortOfMemory = "short-of-memory";

        /// <summary>In a process with too little memory for the first answer.</summary>
        internal static async Task CallTwice(string url)
        {
            var api = ClientOf(url);
            try
            {
                await api.Verify(new string('b', 24));
                Console.WriteLine("it fits");
            }
            catch (OutOfMemoryException)
            {
                Console.WriteLine("the first failed");
            }
            Console.WriteLine("the second has " + (await api.Verify(PaymentId)).Unwrap()["receipt_id"]);
        }

        // The thread that takes the replies out goes on: its end would be the process's.
        [Test]
        internal static async Task AReplyThatMemoryIsTooShortForEndsItsOwnCall()
        {
            var large = new string('y', 7 << 20);
            using (var server = Answering(path => "{\"status\":200,\"code\":0,\"data\":{\"receipt_id\":\"" + path.Split('/').Last() + "\",\"x\":\""
                + (path.Contains("bbb") ? large : "") + "\"}}"))
            {
                var start = new ProcessStartInfo(
                    Process.GetCurrentProcess().MainModule.FileName,
                    "\"" + typeof(CallsTest).Assembly.Location + "\" " + ShortOfMemory + " " + server.Url)
                {
                    RedirectStandardOutput = true, UseShellExecute = false,
                };
                start.EnvironmentVariables["MONO_GC_PARAMS"] = "max-heap-size=16m";
                start.EnvironmentVariables["COMPlus_GCHeapHardLimit"] = "0xC00000"; // of CoreCLR, in bytes
                using (var program = Process.Start(start))
                {
                    var said = await program.StandardOutput.ReadToEndAsync();
                    Check.Holds(said, "the first failed");
                    Check.Holds(said, "the second has " + PaymentId);
                }
            }
        }

        [Test]
        internal static async Task AHerdOfFirstCallsAsksForOneToken()
        {
            var api = Fresh();
            foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(() => api.Verify(PaymentId)))))
            {
                answer.Unwrap();
            }
            Check.Equal(Box.Requests().Count(request => (string)request["path"] == "/request/token"), 1);
        }

        [Test]
        internal static async Task ManyCallsThatEndAtOnce()
        {
            const int many = 50;
            var arrived = 0;
            var all = new TaskCompletionSource<bool>();
            using (var source = new CancellationTokenSource())
            using (var server = new Server(path =>
            {
                if (Interlocked.Increment(ref arrived) == many)
                {
                    all.TrySetResult(true);
                }
                return new TaskCompletionSource<string>().Task;
            }))
            {
                var api = ClientOf(server.Url);
                var calls = Enumerable.Range(0, many).Select(number => api.Verify(PaymentId, source.Token)).ToList();
                await all.Task;
                source.Cancel();
                foreach (var call in calls)
                {
                    await Check.Throws<BootpayCanceledException>(() => call);
                }
            }
        }

        // Whoever blocks a thread that has a context of its own, as in a window or in ASP.NET, must not wait for ever.
        [Test]
        internal static void ACallerMayBlock()
        {
            var api = Fresh();
            var before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(new Never());
            try
            {
                Check.Equal(api.Verify(PaymentId).GetAwaiter().GetResult().status, 200);
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        }

        private sealed class Never : SynchronizationContext
        {
            public override void Post(SendOrPostCallback d, object state)
            {
            }
        }

        [Test]
        internal static async Task WhatALostCancelBecameIsSettled()
        {
            var api = Fresh();
            (await api.receiptCancel(new Cancel { receiptId = ToCancel, price = 1200 })).Unwrap();
            using (Box.Fault("reset", new { path = "/cancel" }))
            {
                var lost = await Check.Throws<BootpayException>(() => api.receiptCancel(new Cancel { receiptId = ToCancel, price = 1200 }));
                Check.Equal(lost.Effect, Effect.Unknown);
                Check.Equal(lost.ReceiptId, ToCancel);
                Check.Equal(lost.CancelPrice, 1200L);
                Check.True(lost.CancelId != null, "the exception has no cancel id");
                var settled = await api.Settle(lost, 1200);
                Check.Equal(settled.Outcome, Outcome.NotDone);
                Check.Equal(settled.Receipt.As<ResVerifyData>().remainPrice, 1800.0);
                Check.Equal((await api.Settle(lost)).Outcome, Outcome.Unclear);
            }
            await Check.Fails(() => api.Settle(new Exception("another")), ErrorKind.InvalidRequest);
        }

        [Test]
        internal static async Task AReceiptIsTheExpectedOne()
        {
            var api = Fresh();
            await api.VerifyExpected(PaymentId, 3000, "1576461949");
            await Check.Fails(() => api.VerifyExpected(PaymentId, 0), ErrorKind.Mismatch);
            await Check.Fails(() => api.VerifyExpected("000000000000000000000000", 1), ErrorKind.Api);
            await Check.Fails(() => api.VerifyExpected(PaymentId), ErrorKind.InvalidRequest);
        }

        // Servers that are broken, or mean it: an exception, and the client goes on.
        [Test]
        internal static Dictionary<string, Func<Task>> HostileAnswers()
        {
            var deep = string.Concat(Enumerable.Repeat("[", 100000)) + string.Concat(Enumerable.Repeat("]", 100000));
            var bodies = new Dictionary<string, string>
            {
                { "html", "502 <html>" },
                { "nothing", "" },
                { "deep", "{\"status\":200,\"code\":0,\"data\":" + deep + "}" },
                { "twice", "{\"status\":500,\"code\":-1,\"status\":200,\"code\":0,\"data\":1}" },
                { "half", "{\"status\":200,\"code\":0,\"data\":" },
                { "no UTF-8", "{\"status\":200,\"code\":0,\"data\":\"\u00ff\"}" },
                { "half a letter", "{\"status\":200,\"code\":0,\"data\":\"\\ud800\"}" },
                { "too much", "{\"status\":200,\"code\":0,\"data\":\"" + new string('a', 8 << 20) + "\"}" },
                { "another", "{\"status\":200,\"code\":0,\"data\":{\"receipt_id\":\"another\",\"price\":1}}" },
            };
            return bodies.ToDictionary(body => body.Key, body => new Func<Task>(() => IsRefused(body.Value)));
        }

        private static async Task IsRefused(string body)
        {
            using (var server = Answering(path => body))
            {
                var api = ClientOf(server.Url);
                var failed = await Check.Throws<BootpayException>(() => api.Verify(PaymentId));
                Check.True(
                    failed.Kind == ErrorKind.Decode || failed.Kind == ErrorKind.Mismatch || failed.Kind == ErrorKind.Connection, failed.Message);
                Check.True(failed.Message.Length < 300, "a message of more than a line");
                body = "{\"status\":200,\"code\":0,\"data\":{\"receipt_id\":\"" + PaymentId + "\"}}";
                (await api.Verify(PaymentId)).Unwrap();
            }
        }

        // Ids that come through a browser reach no other path.
        [Test]
        internal static async Task HostileIds()
        {
            var api = Fresh();
            foreach (var id in new[] { "", ".", "..", "../cancel", "a/b", "a%2fb", "a?b", "a#b", "a b", "\n", "한글", new string('a', 1 << 16) })
            {
                await Check.Fails(() => api.Certificate(id), ErrorKind.InvalidRequest);
                await Check.Fails(() => api.destroyBillingKey(id), ErrorKind.InvalidRequest);
            }
            Check.Equal(Box.Requests().Count, 0);
        }

        [Test]
        internal static async Task ABankHasItsCode()
        {
            Check.Equal(BankCode.getCode("국민은행"), "004");
            Check.Equal(BankCode.bankMap["신한은행"], Bank.Shinhan);
            await Check.Throws<KeyNotFoundException>(() => Task.Run(() => BankCode.getCode("없는은행")));
        }
    }
}
