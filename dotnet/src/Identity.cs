using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Bootpay.Native;

namespace Bootpay
{
    /// <summary>
    /// Identity verification (본인인증): Begin it on your server, let the customer go through Bootpay's window, Confirm it once, and ask
    /// the Person what the law asks.
    /// </summary>
    public sealed class Identity
    {
        private readonly BootpayApi _api;

        internal Identity(BootpayApi api)
        {
            _api = api;
        }

        /// <summary>
        /// Begins a verification. It sends nothing and stores nothing: the token is signed with a key that is derived from your private
        /// key, so any process with that key can confirm it.
        /// </summary>
        /// <param name="purpose">What the person is verified for, in your own words; Person.Purpose gives it back.</param>
        /// <param name="session">What tells this customer's session from all others, and no other session knows: a random text that your
        /// session keeps. Only a keyed hash of it is in the token.</param>
        /// <param name="expiresIn">When Confirm begins to refuse it, at most 30 minutes; null: ten.</param>
        public BegunIdentity Begin(string purpose, string session, TimeSpan? expiresIn = null)
        {
            var about = new Dictionary<string, object> { { "purpose", purpose }, { "session", session } };
            if (expiresIn != null)
            {
                about["expires_in"] = expiresIn.Value.TotalSeconds;
            }
            var client = _api.Ready().Client;
            var question = Sent.Json("identity.begin", about);
            var told = Json.Read(Core.Asked(Library.Loaded.Ask(client, "begin_identity", null, question)));
            return new BegunIdentity((Dictionary<string, object>)told);
        }

        /// <summary>
        /// Confirms a verification once, and gives the person. In this order: the token is genuine, of this session, for this purpose and
        /// not expired; the receipt is an identity's, of this very order, verified in time; it was not used before. Until the last
        /// of these nothing is used up: after a lost connection it can be confirmed again.
        /// </summary>
        /// <param name="receiptId">What the browser's <c>done</c> gave you.</param>
        /// <param name="token">What Begin gave you. It may be whatever a browser sent.</param>
        /// <param name="session">The same as for Begin.</param>
        /// <param name="once">What remembers which verification was used.</param>
        /// <param name="purpose">The purpose that it must have; null: whichever.</param>
        /// <param name="cancel">Gives the call up.</param>
        /// <exception cref="BootpayIdentityException">It is not to be believed; answer with its HttpStatus and its
        /// CustomerMessage. What the store throws comes as it is.</exception>
        public async Task<Person> Confirm(
            string receiptId, string token, string session, IOnce once, string purpose = null,
            CancellationToken cancel = default(CancellationToken))
        {
            if (once == null)
            {
                throw BootpayException.Refused("identity.confirm", "once", "is missing: give a store, such as new MemoryOnce()");
            }
            var fields = new Dictionary<string, object>
            {
                { "receipt_id", Browser(receiptId) }, { "token", Browser(token) }, { "session", session },
            };
            if (purpose != null) // an empty one is nobody's
            {
                fields["purpose"] = purpose;
            }
            var reply = await _api.Replied("identity.confirm", fields, cancel).ConfigureAwait(false);
            if (!reply.IsGood)
            {
                throw BootpayException.Of(reply, "identity.confirm");
            }
            var data = Received.Object(Json.Object(reply.Body), "data");
            var keep = Received.Whole(data, "keep_used_for");
            if (keep == null)
            {
                throw BootpayException.Defect("identity.confirm", "the person cannot be read");
            }
            var person = new Person(data);
            if (await once.Consume(person.OrderId, TimeSpan.FromSeconds(keep.Value), cancel).ConfigureAwait(false))
            {
                return person;
            }
            var question = Sent.Json(null, new Dictionary<string, object> { { "receipt_id", person.ReceiptId } });
            var used = Core.Asked(Library.Loaded.Ask(_api.Ready().Client, "identity.used", null, question));
            throw BootpayException.Of(System.Text.Encoding.UTF8.GetBytes(used), null, "identity.confirm");
        }

        /// <summary>What a browser sent; empty if it sent nothing, or what is no Unicode.</summary>
        private static string Browser(string text)
        {
            return text != null && Sent.IsUnicode(text) ? text : "";
        }
    }

    /// <summary>A verification that was begun.</summary>
    [DebuggerDisplay("{ToString(),nq}")]
    public sealed class BegunIdentity
    {
        private readonly Func<string> _token; // a function, and so not where a printer of objects looks
        private readonly Dictionary<string, object> _request;

        internal BegunIdentity(Dictionary<string, object> told)
        {
            var token = Received.Text(told, "token");
            _token = () => token;
            _request = Received.Object(told, "request");
            OrderId = Received.Text(told, "order_id");
            var epoch = new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
            ExpiresAt = epoch.AddSeconds(Received.Long(told, "expires_at"));
        }

        /// <summary>The order id, random and of this verification only.</summary>
        public string OrderId { get; private set; }

        /// <summary>After this Confirm refuses it.</summary>
        public DateTimeOffset ExpiresAt { get; private set; }

        /// <summary>What Confirm needs, opaque and signed. It may go through the browser, or stay in your session. Keep it out of
        /// logs.</summary>
        public string Token()
        {
            return _token();
        }

        /// <summary>What the page hands to <c>BootPay.request</c>, ready for JSON. The id is the project's web application id.</summary>
        public Dictionary<string, object> Request(string webApplicationId)
        {
            var request = new Dictionary<string, object> { { "application_id", webApplicationId } };
            foreach (var member in Received.Data(_request))
            {
                request[member.Key] = member.Value;
            }
            return request;
        }

        /// <summary>Prints it without the token.</summary>
        public override string ToString()
        {
            return "BegunIdentity(" + OrderId + ", until " + ExpiresAt.ToString("u", CultureInfo.InvariantCulture) + ")";
        }
    }
}
