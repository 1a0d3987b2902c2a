using System;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Bootpay.Sandbox
{
    // What a test does with it.
    public sealed partial class BootpaySandbox
    {
        /// <summary>Verifies a made-up person; the answer has the receipt_id to read it with.</summary>
        /// <param name="fields">Each is optional: username, phone, birth, gender, order_id and the others of POST
        /// /sandbox/identities. A null leaves a field out of the certificate.</param>
        public JObject Identity(object fields = null)
        {
            return Post("/sandbox/identities", Fields.Of(fields));
        }

        /// <summary>Verifies a made-up person; the answer has the receipt_id to read it with. Ages are those of the sandbox's
        /// clock. There is one of persona, age, yearAge and birth at most.</summary>
        /// <param name="persona">Somebody known by name, such as turns_19_this_year or foreigner; <c>bootpay sandbox person
        /// --list</c> says who there is.</param>
        /// <param name="orderId">The order that the verification was begun for.</param>
        /// <param name="age">만 나이, with the birthday today.</param>
        /// <param name="yearAge">연 나이, with the birthday on 31 December.</param>
        /// <param name="birth">Such as 1990-10-04.</param>
        /// <param name="verifiedAgo">How long ago the verification was.</param>
        /// <param name="without">What the certificate lacks: "ci", or several as in <c>new[] { "phone", "carrier" }</c>.</param>
        /// <param name="fields">Others of <see cref="Identity"/>.</param>
        /// <exception cref="SandboxException">A field is wrong; the text says how.</exception>
        public JObject Person(
            string persona = null, string orderId = null, int? age = null, int? yearAge = null, string birth = null,
            TimeSpan? verifiedAgo = null, object without = null, object fields = null)
        {
            var named = new { persona, orderId, age, yearAge, birth, verifiedAgo, without };
            return Post("/sandbox/identities", Fields.Of(fields, named));
        }

        /// <summary>The window that the page opened for an order, or one that is opened for it without a browser. Until it is
        /// approved its receipt id leads to no certificate and no paid receipt.</summary>
        /// <param name="orderId">The order.</param>
        /// <param name="price">The window is that of a payment of so much, else that of an identity verification.</param>
        /// <param name="fields">Others of POST /sandbox/windows.</param>
        public SandboxWindow Window(string orderId = null, long? price = null, object fields = null)
        {
            return new SandboxWindow(_control, Post("/sandbox/windows", Fields.Of(fields, new { orderId, price })));
        }

        /// <summary>Makes a payment; the answer is its receipt.</summary>
        /// <param name="fields">price is required, status 1 is a paid one; and the others of POST /sandbox/payments.</param>
        public JObject Payment(object fields)
        {
            return Post("/sandbox/payments", Fields.Of(fields));
        }

        /// <summary>The money of a virtual account arrives; the answer is its receipt.</summary>
        public JObject Deposit(string receiptId)
        {
            return Post("/sandbox/deposits", Fields.Of(new { receiptId }));
        }

        /// <summary>Lets calls fail until what it gives is disposed of: <c>using (sandbox.Fault("reset_after", new { path =
        /// "/cancel" }))</c>.</summary>
        /// <param name="kind">One of the kinds of POST /sandbox/faults.</param>
        /// <param name="fields">Its options.</param>
        public SandboxFault Fault(string kind, object fields = null)
        {
            return new SandboxFault(_control, Post("/sandbox/faults", Fields.Of(fields, new { kind })));
        }

        /// <summary>Moves the sandbox's clock forward: tokens expire, reservations are due, webhooks are sent again.</summary>
        public void Advance(TimeSpan by)
        {
            Post("/sandbox/clock", Fields.Of(new { advanceS = by }));
        }

        /// <summary>Changes the options of the project's admin page, such as feedbackUrl, to which webhooks go; the answer has
        /// all of them.</summary>
        /// <param name="fields">Those of POST /sandbox/settings.</param>
        public JObject Settings(object fields = null)
        {
            return Post("/sandbox/settings", Fields.Of(fields));
        }

        /// <summary>The requests that have arrived, oldest first, each with method, path, headers and body; of an operation, such
        /// as payment.cancel, or of all.</summary>
        public JArray Requests(string operation = null)
        {
            return List(operation == null
                ? "/sandbox/requests" : "/sandbox/operations/" + Uri.EscapeDataString(operation) + "/requests");
        }

        /// <summary>The webhooks that were sent or wait to be, oldest first: receipt_id, url, fields, state, attempts.</summary>
        public JArray Webhooks()
        {
            return List("/sandbox/webhooks");
        }

        /// <summary>What the sandbox saw and a merchant must not do: kind, what, how_to_mend, and requests, the numbers of those
        /// that show it.</summary>
        public JArray Misuses()
        {
            return List("/sandbox/misuses");
        }

        /// <summary>For strict tests, at the end of each: throws if the sandbox saw a misuse.</summary>
        /// <exception cref="SandboxException">It did; the text says what, and how to mend it.</exception>
        public void ThrowIfMisused()
        {
            var misuses = Misuses();
            if (misuses.Count > 0)
            {
                throw new SandboxException("the sandbox saw what a merchant must not do:" + Environment.NewLine
                    + string.Join(Environment.NewLine, misuses.Select(misuse => misuse["what"] + " " + misuse["how_to_mend"])));
            }
        }

        /// <summary>The requests that came with their status, the faults that are set and the misuses, as text for the output of
        /// a test that fails: no body, no query, no key. It throws nothing.</summary>
        public string Seen()
        {
            var head = "bootpay sandbox " + Url + ", project " + ApplicationId + Environment.NewLine;
            try
            {
                return head + SeenText.Of(Requests(), List("/sandbox/faults"), Misuses());
            }
            catch (SandboxException failure)
            {
                return head + failure.Message;
            }
        }

        /// <summary>All that the project holds, for <see cref="Restore"/>.</summary>
        public JObject Snapshot()
        {
            return (JObject)Control("GET", "/sandbox/snapshot");
        }

        /// <summary>Puts the project into the state of a snapshot.</summary>
        public void Restore(JObject document)
        {
            Control("POST", "/sandbox/restore", document);
        }

        /// <summary>Makes everything as it was at its start: people, payments, faults, clock and journal. Tokens stay good, so
        /// that a client that was made before goes on.</summary>
        public void Reset()
        {
            Post("/sandbox/reset", Fields.Of(new { keepTokens = true }));
        }

        /// <summary>Makes a control call for this project, as the sandbox's README has them. Gives the answer's JSON, or
        /// null.</summary>
        /// <param name="method">GET, POST or DELETE.</param>
        /// <param name="route">Such as /sandbox/health.</param>
        /// <param name="sent">The body, which is sent as it is.</param>
        public JToken Control(string method, string route, object sent = null)
        {
            return _control.Call(method, route, sent == null ? null : JToken.FromObject(sent, Fields.Plain));
        }

        private JObject Post(string route, JObject fields)
        {
            return (JObject)_control.Call("POST", route, fields);
        }

        private JArray List(string route)
        {
            return (JArray)_control.Call("GET", route);
        }
    }
}
