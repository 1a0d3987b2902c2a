using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Bootpay.models;
using Newtonsoft.Json.Linq;
using static Bootpay.Tests.Surroundings;

namespace Bootpay.Tests
{
    /// <summary>The behaviours that every language shares; the format is in tests/cases/README.md.</summary>
    internal static class Cases
    {
        // What a case would give that C#'s types cannot hold is a mistake of the compiler's to find.
        private static readonly string[] CannotBeSaid = { "certificate-id-of-another-type" };

        /// <summary>A store that keeps nothing but how long it was to keep it.</summary>
        private sealed class Keeping : IOnce
        {
            internal long Seconds;

            public Task<bool> Consume(string orderId, TimeSpan keep, CancellationToken cancel)
            {
                Seconds = (long)keep.TotalSeconds;
                return Task.FromResult(true);
            }
        }

        [Test]
        internal static Dictionary<string, Func<Task>> Shared()
        {
            var cases = new Dictionary<string, Func<Task>>();
            foreach (var file in Directory.GetFiles(Environment.GetEnvironmentVariable("BOOTPAY_CASES"), "*.json").OrderBy(name => name))
            {
                var name = Path.GetFileNameWithoutExtension(file);
                if (!CannotBeSaid.Contains(name))
                {
                    cases[name] = () => Run(File.ReadAllText(file));
                }
            }
            Check.True(cases.Count > 60, "BOOTPAY_CASES has " + cases.Count + " cases");
            return cases;
        }

        private static async Task Run(string text)
        {
            var api = Fresh();
            var shared = (JObject)Parsed(text);
            if (shared["begin"] != null)
            {
                var begun = api.Identity.Begin((string)shared["begin"]["purpose"], (string)shared["begin"]["session"]);
                text = text.Replace("$begun.order_id", begun.OrderId).Replace("$begun.token", begun.Token());
                shared = (JObject)Parsed(text);
            }
            foreach (var request in shared["setup"] ?? new JArray())
            {
                Box.Control((string)request["method"], (string)request["path"], request["body"]);
            }
            var operation = (string)shared["operation"];
            var given = new Given((JObject)shared["params"]);
            var expect = (JObject)shared["expect"];
            var error = expect["error"];
            if (error != null)
            {
                await Refused(api, operation, given, error);
                if (expect["requests"] == null)
                {
                    return;
                }
            }
            else if (operation == "identity.confirm")
            {
                var wanted = (JObject)expect["answer"]["data"];
                wanted.Remove("birth_text"); // how the agency wrote the date is not told
                var person = await Confirmed(api, given);
                Check.True(Fits(wanted, person), "the person is " + person);
            }
            else
            {
                Outcome? outcome = null;
                ResDefault answer;
                if (operation == "receipt.settle")
                {
                    var settled = await Settled(api, given);
                    outcome = settled.Outcome;
                    answer = settled.Receipt;
                }
                else
                {
                    answer = await Made(api, operation, given);
                    outcome = answer.Meta().Outcome;
                }
                Good(answer, expect, outcome);
            }
            var seen = Seen();
            Check.True(Fits(expect["requests"], seen), "the server saw " + seen);
        }

        private static async Task Refused(BootpayApi api, string operation, Given given, JToken error)
        {
            Exception failure = null;
            try
            {
                if (operation == "identity.confirm")
                {
                    await Confirmed(api, given);
                }
                else if (operation == "receipt.settle")
                {
                    await Settled(api, given);
                }
                else
                {
                    failure = (await Made(api, operation, given)).Error();
                }
            }
            catch (BootpayException thrown)
            {
                failure = thrown;
            }
            var failed = failure as BootpayException;
            Check.True(failed != null, "the call did not fail");
            Check.Equal(failed.Kind.ToString().ToLowerInvariant(), ((string)error["kind"]).Replace("_", ""));
            Check.Equal(failed.Status, (int?)error["status"] ?? 0);
            Check.Equal(failed.Code, (string)error["code"]);
            Check.Equal(failed.Effect.ToString().ToLowerInvariant(), (string)error["effect"] ?? failed.Effect.ToString().ToLowerInvariant());
            if (error["message_has"] != null)
            {
                Check.Holds(failed.Message, (string)error["message_has"]);
            }
            var identity = failed as BootpayIdentityException;
            Check.Equal(identity == null ? null : identity.Reason, (string)error["reason"]);
        }

        private static Task<ResDefault> Made(BootpayApi api, string operation, Given given)
        {
            switch (operation)
            {
                case "token.request":
                    return api.GetAccessToken().ContinueWith(token => (ResDefault)token.GetAwaiter().GetResult());
                case "receipt.get":
                    long? price = given.Number("expected_price"), status = given.Number("expected_status");
                    var order = given.Text("expected_order_id");
                    return price == null && order == null && status == null
                        ? api.Verify(given.Text("receipt_id"))
                        : api.VerifyExpected(given.Text("receipt_id"), price, order, (int?)status);
                default:
                    return Methods.Of[operation](api, given);
            }
        }

        private static Task<Settlement> Settled(BootpayApi api, Given given)
        {
            return api.SettleCancel(given.Text("receipt_id"), given.Number("cancel_price"), given.Number("cancelled_before"));
        }

        private static async Task<JObject> Confirmed(BootpayApi api, Given given)
        {
            var once = new Keeping();
            var person = await api.Identity.Confirm(
                given.Text("receipt_id"), given.Text("token"), given.Text("session"), once, given.Text("purpose"));
            return new JObject
            {
                { "order_id", person.OrderId }, { "receipt_id", person.ReceiptId }, { "purpose", person.Purpose },
                { "name", Clear(person.Name) }, { "birth", Clear(person.Birth) }, { "birth_is_ambiguous", person.BirthIsAmbiguous },
                { "gender", person.Gender }, { "foreigner", person.Foreigner }, { "phone", Clear(person.Phone) },
                { "carrier", person.Carrier }, { "ci", Clear(person.Ci) }, { "di", Clear(person.Di) }, { "tid", person.Tid },
                {
                    "verified_at",
                    person.VerifiedAt == null ? null : person.VerifiedAt.Value.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture)
                },
                { "keep_used_for", once.Seconds },
                {
                    "masked",
                    new JObject
                    {
                        { "name", person.Name == null ? null : person.Name.ToString() },
                        { "birth", person.Birth == null ? null : person.Birth.ToString() },
                        { "phone", person.Phone == null ? null : person.Phone.ToString() },
                    }
                },
            };
        }

        private static string Clear(Private value)
        {
            return value == null ? null : value.Reveal();
        }

        /// <summary>A good answer: as it came, and as Newtonsoft.Json writes the object.</summary>
        private static void Good(ResDefault answer, JObject expect, Outcome? outcome)
        {
            Check.Equal(answer.Error(), null);
            var said = outcome == null ? null
                : outcome == Outcome.NotDone ? "not_done" : outcome.ToString().ToLowerInvariant();
            Check.Equal(said, (string)expect["outcome"]);
            var raw = (JObject)Parsed(answer.Raw());
            Check.True(Fits(expect["answer"], raw), "the answer is " + raw);
            var written = (JObject)JObject.FromObject(answer);
            if (answer.GetType() == typeof(ResDefault) && raw["data"] is JObject || answer is ResAny)
            {
                Check.True(Fits(raw["data"] ?? JValue.CreateNull(), written["data"] ?? JValue.CreateNull()), "it is written as " + written);
            }
            else if (written["data"] is JObject)
            {
                foreach (var member in ((JObject)written["data"]).Properties())
                {
                    var came = raw["data"][member.Name];
                    if (came != null && !(member.Value is JObject))
                    {
                        Check.True(Fits(came, member.Value), member.Name + " is " + member.Value + ", and came as " + came);
                    }
                }
            }
        }
    }
}
