using System;
using System.Collections.Generic;
using System.Data;
using System.Data.Common;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using static Bootpay.Tests.Surroundings;

namespace Bootpay.Tests
{
    internal static class IdentityTest
    {
        private const string Purpose = "주류 구매", Session = "session-1";

        private struct Confirmation
        {
            internal string ReceiptId, Token;
        }

        /// <summary>Lets somebody go through the window, and gives what confirms it.</summary>
        private static Confirmation Verified(BootpayApi api, JObject fields = null)
        {
            var begun = api.Identity.Begin(Purpose, Session);
            fields = fields ?? new JObject();
            fields["order_id"] = begun.OrderId;
            return new Confirmation { ReceiptId = (string)Box.Identity(fields)["receipt_id"], Token = begun.Token() };
        }

        private static async Task<string> Reason(Func<Task> call)
        {
            var refused = await Check.Throws<BootpayIdentityException>(call);
            Check.Equal(refused.Kind, ErrorKind.Identity);
            Check.True(refused.HttpStatus >= 400 && refused.HttpStatus <= 410, "answers with " + refused.HttpStatus);
            Check.True(refused.CustomerMessage() != refused.CustomerMessage("en") && refused.CustomerMessage("en").Length > 0);
            return refused.Reason;
        }

        [Test]
        internal static async Task AVerificationIsBegunForAPage()
        {
            var begun = Fresh().Identity.Begin(Purpose, Session);
            Check.Equal(begun.OrderId.Length, 41);
            var request = JObject.Parse(JsonConvert.SerializeObject(begun.Request("web-id")));
            Check.Equal((string)request["application_id"], "web-id");
            Check.Equal((string)request["method"], "auth");
            Check.Equal((string)request["order_id"], begun.OrderId);
            var left = begun.ExpiresAt - DateTimeOffset.UtcNow;
            Check.True(left > TimeSpan.FromMinutes(9) && left < TimeSpan.FromMinutes(11), "it expires in " + left);
            Check.True(!Secrets.Prints(begun).Contains(begun.Token()), "the token shows");
            await Check.Fails(() => Task.Run(() => Fresh().Identity.Begin("p", "s", TimeSpan.FromHours(1))), ErrorKind.InvalidRequest);
        }

        [Test]
        internal static async Task APersonIsConfirmedOnce()
        {
            var api = Fresh();
            var verified = Verified(api, new JObject { { "username", "홍길동" }, { "birth", "2007-11-29" }, { "phone", "01012345678" } });
            var once = new MemoryOnce();
            var person = await api.Identity.Confirm(verified.ReceiptId, verified.Token, Session, once);
            Check.Equal(person.Name.Reveal(), "홍길동");
            Check.Equal(person.Purpose, Purpose);
            Check.Equal(person.Name + " " + person.Birth + " " + person.Phone, "홍*동 2007-**-** 010-****-5678");
            Check.Equal(person.Age("2026-11-28"), 18);
            Check.Equal(person.YearAge("2026-11-28"), 19);
            Check.True(person.IsAdult(Law.YouthProtection, "2026-11-28"));
            Check.True(!person.IsAdult(Law.Civil, "2026-11-28"));
            await Check.Fails(() => Task.Run(() => person.IsAdult((Law)9)), ErrorKind.InvalidRequest);
            await Check.Fails(() => Task.Run(() => person.Age("yesterday")), ErrorKind.InvalidRequest);
            var proof = person.Minimal(Law.YouthProtection, "2026-11-28");
            Check.True(proof.Adult && proof.On == "2026-11-28" && proof.ReceiptId == person.ReceiptId);
            var text = Secrets.Prints(person) + Secrets.Prints(proof);
            foreach (var canary in new[] { "홍길동", "01012345678", "2007-11-29", person.Ci.Reveal(), person.Di.Reveal() })
            {
                Check.True(!text.Contains(canary), "it shows " + canary);
            }
            Check.Holds(JsonConvert.SerializeObject(person), "홍*동");
            Check.Equal(await Reason(() => api.Identity.Confirm(verified.ReceiptId, verified.Token, Session, once)), "used");
        }

        [Test]
        internal static async Task AHashFindsAPersonAgain()
        {
            var api = Fresh();
            var verified = Verified(api);
            var person = await api.Identity.Confirm(verified.ReceiptId, verified.Token, Session, new MemoryOnce(), Purpose);
            var key = System.Text.Encoding.ASCII.GetBytes("a key of 16 bytes, or more");
            var hash = person.Ci.Hmac(key, 3);
            Check.Holds(hash, "3:");
            Check.True(person.Ci.Matches(hash, new HashKeys { { 3, key } }));
            Check.True(!person.Ci.Matches(hash, new HashKeys { { 4, key } }));
            Check.True(!person.Ci.Matches(null, new HashKeys { { 3, key } }));
            Check.Equal(person.MatchedBy(new HashKeys { { 3, key } }, ci: hash), "ci");
            Check.Equal(person.MatchedBy(new HashKeys { { 3, key } }), null);
            await Check.Fails(() => Task.Run(() => person.Ci.Hmac(new byte[5], 1)), ErrorKind.InvalidRequest);
            await Check.Fails(() => Task.Run(() => person.Ci.Hmac(null, 1)), ErrorKind.InvalidRequest);
            Check.True(Person.PersonalFields().Contains("username"));
        }

        [Test]
        internal static async Task WhatABrowserSendsIsAFailedAttempt()
        {
            var api = Fresh();
            var verified = Verified(api);
            foreach (var odd in new[] { null, "", "\ud800", "../../cancel", new string('a', 1 << 20) })
            {
                Check.Equal(await Reason(() => api.Identity.Confirm(verified.ReceiptId, odd, Session, new MemoryOnce())), "bad_token");
            }
            Check.Equal(await Reason(() => api.Identity.Confirm(verified.ReceiptId, verified.Token, "session-2", new MemoryOnce())), "other_session");
            Check.Equal(await Reason(() => api.Identity.Confirm(verified.ReceiptId, verified.Token, Session, new MemoryOnce(), "other")), "other_purpose");
            // a purpose that was not filled in is not every purpose
            Check.Equal(await Reason(() => api.Identity.Confirm(verified.ReceiptId, verified.Token, Session, new MemoryOnce(), "")), "other_purpose");
            await Check.Fails(() => api.Identity.Confirm(verified.ReceiptId, verified.Token, Session, null), ErrorKind.InvalidRequest);
            await api.Identity.Confirm(verified.ReceiptId, verified.Token, Session, new MemoryOnce()); // nothing of it used it up
        }

        private sealed class Down : IOnce
        {
            public Task<bool> Consume(string orderId, TimeSpan keep, CancellationToken cancel)
            {
                throw new TimeoutException("the store is down");
            }
        }

        [Test]
        internal static async Task AStoreThatFailsConfirmsNobody()
        {
            var api = Fresh();
            var verified = Verified(api);
            await Check.Throws<TimeoutException>(() => api.Identity.Confirm(verified.ReceiptId, verified.Token, Session, new Down()));
        }

        [Test]
        internal static async Task OfManyWhoConfirmAtOnceOneIsFirst()
        {
            var api = Fresh();
            var verified = Verified(api);
            var once = new MemoryOnce();
            var all = Enumerable.Range(0, 50)
                .Select(number => Task.Run(() => api.Identity.Confirm(verified.ReceiptId, verified.Token, Session, once))).ToArray();
            await Task.WhenAny(Task.WhenAll(all));
            Check.Equal(all.Count(one => one.Status == TaskStatus.RanToCompletion), 1);
            Check.Equal(all.Count(one => one.IsFaulted && ((BootpayIdentityException)one.Exception.InnerException).Reason == "used"), 49);
        }

        [Test]
        internal static async Task MemoryForgetsWhatIsOver()
        {
            var once = new MemoryOnce();
            Check.True(await once.Consume("a", TimeSpan.Zero, CancellationToken.None));
            Check.True(await once.Consume("a", TimeSpan.FromHours(1), CancellationToken.None));
            Check.True(!await once.Consume("a", TimeSpan.FromHours(1), CancellationToken.None));
        }

        // A client of Redis repeats a command whose answer was lost: then our own value stands there.
        [Test]
        internal static async Task RedisKnowsItsOwnWrite()
        {
            var kept = new Dictionary<string, string>();
            var isLost = false;
            Func<string, string, TimeSpan, Task<bool>> set = (key, value, keep) =>
            {
                var isFirst = !kept.ContainsKey(key);
                if (isFirst)
                {
                    kept[key] = value;
                }
                return Task.FromResult(isFirst && !isLost);
            };
            var once = new RedisOnce(set, key => Task.FromResult(kept.ContainsKey(key) ? kept[key] : null));
            Check.True(await once.Consume("a", TimeSpan.FromHours(1), CancellationToken.None));
            Check.True(!await once.Consume("a", TimeSpan.FromHours(1), CancellationToken.None));
            isLost = true;
            Check.True(await once.Consume("b", TimeSpan.FromHours(1), CancellationToken.None));
            Check.Equal(kept.Keys.First(), "bootpay:once:a");
        }
    }
}
