using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Bootpay.models;
using Bootpay.Sandbox;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using static Bootpay.Tests.Surroundings;

namespace Bootpay.Tests
{
    /// <summary>The sandbox as its package has it: what a test does with a project.</summary>
    internal static class SandboxTest
    {
        internal static BootpayApi Client(BootpaySandbox sandbox)
        {
            return new BootpayApi(sandbox.Config<BootpayConfig>());
        }

        internal static string Refused(Action part)
        {
            return Check.Throws<SandboxException>(part).Message;
        }

        private static JObject Certificate(JObject person)
        {
            return (JObject)person["certificate"];
        }

        private static async Task<int> Status(BootpaySandbox sandbox, string receiptId)
        {
            return (await Client(sandbox).Certificate(receiptId)).status;
        }

        [Test]
        internal static async Task APersonIsRead()
        {
            using (var sandbox = new BootpaySandbox())
            {
                var made = sandbox.Person(birth: "1990-10-04", orderId: "signup-1", fields: new { username = "김가짜" });
                Check.Equal((string)made["order_id"], "signup-1");
                var found = (JObject)(await Client(sandbox).Certificate((string)made["receipt_id"])).Unwrap()["certificate"];
                Check.Equal((string)found["username"] + " " + found["birth"], "김가짜 1990-10-04");
                Check.Equal((string)sandbox.Requests("certificate.get").Single()["path"], "/certificate/" + made["receipt_id"]);
                Check.Equal(sandbox.Requests().Count, 2);
            }
        }

        [Test]
        internal static void SomebodyOfAnAge()
        {
            using (var sandbox = new BootpaySandbox())
            {
                Func<JObject, string> born = person => (string)Certificate(person)["birth"];
                var today = Today(sandbox);
                Check.Equal(born(sandbox.Person(age: 19)), today.AddYears(-19).ToString("yyyy-MM-dd"));
                Check.Equal(born(sandbox.Person(yearAge: 19)), (today.Year - 19) + "-12-31");
                Check.Equal(born(sandbox.Person("turns_19_this_year")), (today.Year - 19) + "-12-31");
                Check.Equal(born(sandbox.Person(fields: new { birth = new DateTime(1990, 10, 4) })), "1990-10-04");
            }
        }

        private static DateTime Today(BootpaySandbox sandbox)
        {
            return new DateTime(1970, 1, 1).AddSeconds((long)sandbox.Control("GET", "/sandbox/health")["now"]).AddHours(9);
        }

        [Test]
        internal static void AWrongPersonIsExplained()
        {
            using (var sandbox = new BootpaySandbox())
            {
                Check.Holds(Refused(() => sandbox.Person("nobody")), "must be one of adult, ");
                Check.Holds(Refused(() => sandbox.Person(age: 19, birth: "1990-10-04")), "POST /sandbox/identities: ");
                Check.Holds(Refused(() => sandbox.Person(without: "hat")), "without: ");
                Check.Holds(Refused(() => sandbox.Person(fields: new { shoe_size = 43 })), "shoe_size: ");
            }
        }

        [Test]
        internal static async Task AVerificationCanBeOld()
        {
            using (var sandbox = new BootpaySandbox())
            {
                var api = Client(sandbox);
                foreach (var make in new Func<string, JObject>[]
                {
                    order => sandbox.Person(orderId: order, verifiedAgo: TimeSpan.FromHours(1)),
                    order => sandbox.Identity(new { orderId = order, verifiedAgo = TimeSpan.FromHours(1) }),
                    order => sandbox.Identity(new Dictionary<string, object> { { "order_id", order }, { "verified_ago", 3600 } }),
                })
                {
                    var begun = api.Identity.Begin("회원 가입", "session-1");
                    var receiptId = (string)make(begun.OrderId)["receipt_id"];
                    var refused = await Check.Throws<BootpayIdentityException>(
                        () => api.Identity.Confirm(receiptId, begun.Token(), "session-1", new MemoryOnce()));
                    Check.Equal(refused.Reason.ToString(), "expired");
                }
            }
        }

        [Test]
        internal static void ACertificateCanLackFields()
        {
            using (var sandbox = new BootpaySandbox())
            {
                Check.True(Certificate(sandbox.Person())["unique"] != null);
                Check.True(Certificate(sandbox.Person(without: "ci"))["unique"] == null);
                Check.True(Certificate(sandbox.Identity(new { unique = (string)null }))["unique"] == null);
                var made = sandbox.Person(without: new[] { "phone", "carrier", "order_id" });
                Check.True(made["order_id"] == null);
                Check.True(Certificate(made)["phone"] == null && Certificate(made)["carrier"] == null);
            }
        }

        [Test]
        internal static async Task AWindowIsApprovedCancelledOrFails()
        {
            using (var sandbox = new BootpaySandbox())
            {
                var window = sandbox.Window("signup-1");
                Check.Equal(window.Kind + " " + window.OrderId + " " + window.State(), "identity signup-1 waiting");
                Check.True(window.Url.StartsWith(sandbox.Url));
                Check.Equal(sandbox.Window("signup-1").ReceiptId, window.ReceiptId);
                Check.Equal(await Status(sandbox, window.ReceiptId), 404);
                window.Approve();
                Check.Equal(window.State(), "approved");
                Check.Equal(await Status(sandbox, window.ReceiptId), 200);
                Check.Holds(Refused(() => window.Approve()), "/approve: ");

                foreach (var end in new Func<SandboxWindow, JObject>[]
                {
                    one => one.Cancel(), one => one.Fail(), one => one.Fail("통신사 점검 중입니다."),
                })
                {
                    var other = sandbox.Window();
                    var told = end(other);
                    Check.Equal((string)told["state"], other.State());
                    Check.True(other.State() == "cancelled" || other.State() == "failed", other.State());
                    Check.Equal(await Status(sandbox, other.ReceiptId), 404);
                }
            }
        }

        [Test]
        internal static async Task SomebodyApprovesAWindow()
        {
            using (var sandbox = new BootpaySandbox())
            {
                Func<Action<SandboxWindow>, Task<string>> born = async approve =>
                {
                    var window = sandbox.Window();
                    approve(window);
                    var read = (JObject)(await Client(sandbox).Certificate(window.ReceiptId)).Unwrap()["certificate"];
                    return read["birth"] + (read["unique"] == null ? " without ci" : "");
                };
                var today = Today(sandbox);
                Check.Equal(await born(window => window.Approve("turns_19_this_year")), (today.Year - 19) + "-12-31");
                Check.Equal(await born(window => window.Approve(yearAge: 20)), (today.Year - 20) + "-12-31");
                Check.Equal(await born(window => window.Approve(age: 19)), today.AddYears(-19).ToString("yyyy-MM-dd"));
                Check.Equal(await born(window => window.Approve(birth: "1990-10-04", without: "ci")), "1990-10-04 without ci");
            }
        }

        [Test]
        internal static async Task TheWindowOfAPayment()
        {
            using (var sandbox = new BootpaySandbox())
            {
                var window = sandbox.Window("order-1", price: 3000, fields: new { method = "card" });
                Check.Equal(window.Kind, "payment");
                window.Approve();
                (await Client(sandbox).VerifyExpected(window.ReceiptId, price: 3000, orderId: "order-1")).Unwrap();
            }
        }

        [Test]
        internal static async Task TheMoneyOfAVirtualAccountArrives()
        {
            using (var sandbox = new BootpaySandbox())
            {
                const string url = "https://example.com/hook";
                Check.Equal((string)sandbox.Settings(new { feedbackUrl = url })["feedback_url"], url);
                Check.Equal((string)sandbox.Settings()["feedback_url"], url);
                var receiptId = (string)sandbox.Payment(new { price = 3000, method = "vbank", status = 2 })["receipt_id"];
                Check.Equal((await Client(sandbox).Verify(receiptId)).Unwrap()["status"], 2L);
                Check.Equal((int)sandbox.Deposit(receiptId)["status"], 1);
                var webhook = sandbox.Webhooks().Single();
                Check.Equal((string)webhook["receipt_id"], receiptId);
                Check.Equal(webhook["url"] + " " + webhook["state"], url + " refused"); // it goes to this machine only
            }
        }

        [Test]
        internal static async Task AMisuseIsTold()
        {
            using (var sandbox = new BootpaySandbox())
            {
                sandbox.ThrowIfMisused();
                for (var time = 0; time < 2; time++)
                {
                    var receiptId = (string)sandbox.Payment(new { price = 3000, status = 1 })["receipt_id"];
                    await Client(sandbox).receiptCancel(new Cancel { receiptId = receiptId, cancelId = "refund-1" });
                }
                var misuse = sandbox.Misuses().Single();
                Check.Equal((string)misuse["kind"], "cancel_id_reused");
                var told = Refused(sandbox.ThrowIfMisused);
                Check.Holds(told, (string)misuse["what"]);
                Check.Holds(told, (string)misuse["how_to_mend"]);
                Check.Holds(sandbox.Seen(), "misuse cancel_id_reused: " + misuse["what"] + " " + misuse["how_to_mend"]);
            }
        }

        [Test]
        internal static async Task OfManyRequestsTheNewestAreSeen()
        {
            using (var sandbox = new BootpaySandbox())
            {
                var api = Client(sandbox);
                await Task.WhenAll(Enumerable.Range(0, 41).Select(number => api.Verify(PaymentId)));
                var lines = sandbox.Seen().Split(new[] { Environment.NewLine }, StringSplitOptions.None);
                Check.Equal(lines.Length, 1 + 1 + 40);
                Check.Equal(lines[1], "2 requests before");
                Check.Equal(lines.Last(), "  42  GET    /receipt/" + PaymentId + "  200");
            }
        }

        [Test]
        internal static async Task ASnapshotIsRestored()
        {
            using (var sandbox = new BootpaySandbox())
            {
                var receiptId = (string)sandbox.Person()["receipt_id"];
                using (sandbox.Fault("status", new { probability = 0.1, seed = 7, path = "/cancel" }))
                {
                    var document = (JObject)Parsed(sandbox.Snapshot().ToString());
                    sandbox.Reset();
                    Check.Equal(await Status(sandbox, receiptId), 404);
                    sandbox.Restore(document);
                    Check.Equal(await Status(sandbox, receiptId), 200);
                    Check.Equal((double)((JArray)sandbox.Control("GET", "/sandbox/faults")).Single()["probability"], 0.1);
                    Check.Holds(Refused(() => sandbox.Restore(new JObject())), "POST /sandbox/restore: ");
                }
            }
        }

        [Test]
        internal static async Task AClientGoesOnAfterAReset()
        {
            using (var sandbox = new BootpaySandbox())
            {
                var api = Client(sandbox);
                var receiptId = (string)sandbox.Person()["receipt_id"];
                Check.Equal((await api.Certificate(receiptId)).status, 200);
                sandbox.Reset();
                Check.Equal(sandbox.Requests().Count, 0);
                Check.Equal((await api.Certificate(receiptId)).status, 404);
                Check.Equal((string)sandbox.Requests().Single()["path"], "/certificate/" + receiptId); // no token was asked for
            }
        }

        [Test]
        internal static void AFaultEndsWithItsBlock()
        {
            using (var sandbox = new BootpaySandbox())
            {
                Func<JArray> faults = () => (JArray)sandbox.Control("GET", "/sandbox/faults");
                var fault = sandbox.Fault("stall", new { path = "/receipt" });
                using (fault)
                {
                    Check.True(JToken.DeepEquals(faults().Single(), fault.Fields), fault.ToString());
                    Check.Equal(fault.ToString(), "SandboxFault(stall: path=/receipt)");
                }
                Check.Equal(faults().Count, 0);
                fault.Dispose();
                Check.Holds(Refused(() => sandbox.Fault("nonsense")), "kind: ");
            }
        }

        [Test]
        internal static void TheClockMoves()
        {
            using (var sandbox = new BootpaySandbox())
            {
                Func<long> now = () => (long)sandbox.Control("GET", "/sandbox/health?", null)["now"];
                var before = now();
                sandbox.Advance(TimeSpan.FromDays(1));
                Check.True(now() >= before + 24 * 3600);
            }
        }

        [Test]
        internal static void ATextThatLooksLikeATimeStaysAText()
        {
            using (var sandbox = new BootpaySandbox())
            {
                const string username = "2026-11-30T09:00:00+09:00";
                Check.Equal((string)Certificate(sandbox.Identity(new { username }))["username"], username);
            }
        }

        [Test]
        internal static void WhatIsRefusedIsExplained()
        {
            using (var sandbox = new BootpaySandbox())
            {
                Check.Equal(Refused(() => sandbox.Payment(new { status = 1 })), "POST /sandbox/payments: price: is required");
                Check.Holds(Refused(() => sandbox.Payment(new { prise = 3000 })), "prise");
                Check.Holds(Refused(() => sandbox.Requests("payment.cancle")), "operation: must be one of billing.pay, ");
            }
        }

        // An application may change what all serializers do that do not say otherwise.
        [Test]
        internal static void TheSettingsOfAnApplicationAreItsOwn()
        {
            JsonConvert.DefaultSettings = () => new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All };
            try
            {
                using (var sandbox = new BootpaySandbox())
                {
                    sandbox.Person(without: new[] { "ci" });
                    Check.Equal(sandbox.Config<BootpayConfig>().BaseUrl, sandbox.Url);
                    sandbox.Control("POST", "/sandbox/identities", new { without = new[] { "ci" } });
                }
            }
            finally
            {
                JsonConvert.DefaultSettings = null;
            }
        }
    }
}
