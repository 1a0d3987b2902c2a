using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using Bootpay.Native;
using Newtonsoft.Json;

namespace Bootpay
{
    /// <summary>What is to be known of a call beside its answer. It holds nothing personal.</summary>
    public sealed class BootpayMeta
    {
        /// <summary>The call, such as certificate.get.</summary>
        public string Operation { get; private set; }
        /// <summary>The HTTP status.</summary>
        public int Status { get; private set; }
        /// <summary>How often the request was sent; token requests are not counted.</summary>
        public int Attempts { get; private set; }
        /// <summary>The id that was sent as X-Request-Id.</summary>
        public string RequestId { get; private set; }
        /// <summary>Of a cancel: the id that it carried. Repeating the cancel with it cannot cancel twice.</summary>
        public string CancelId { get; private set; }
        /// <summary>Done if the answer of a cancel was lost and its receipt shows it; the data comes from the receipt then.</summary>
        public Outcome? Outcome { get; private set; }
        /// <summary>How long the call took in all, in milliseconds; 0 if the server refused.</summary>
        public int DurationMs { get; private set; }

        internal BootpayMeta(byte[] meta)
        {
            var told = Json.Object(meta);
            Operation = Received.Text(told, "operation");
            Status = Received.Int(told, "status");
            Attempts = Received.Int(told, "attempts");
            RequestId = Received.Text(told, "request_id");
            CancelId = Received.Text(told, "cancel_id");
            DurationMs = Received.Int(told, "duration_ms");
            switch (Received.Text(told, "outcome"))
            {
                case "done":
                    Outcome = Bootpay.Outcome.Done;
                    break;
                case "not_done":
                    Outcome = Bootpay.Outcome.NotDone;
                    break;
                case "pending":
                    Outcome = Bootpay.Outcome.Pending;
                    break;
                case "unclear":
                    Outcome = Bootpay.Outcome.Unclear;
                    break;
            }
        }
    }

    internal static class Shown
    {
        internal const string Redacted = "[redacted]";

        /// <summary>What may be printed of data that nobody has described: names.</summary>
        internal static string Names(object data)
        {
            var members = data as IDictionary<string, object>;
            if (members != null)
            {
                return "{" + string.Join(" ", members.Keys.OrderBy(name => name, StringComparer.Ordinal)) + "}";
            }
            var items = data as List<object>;
            return items != null ? "[" + string.Join(" ", items.Select(Names)) + "]" : data == null ? "null" : Redacted;
        }

        /// <summary>A value that is not personal: a text or a number, a model, or a list of those.</summary>
        internal static string Value(object value)
        {
            if (value is string || value is models.BootpayModel)
            {
                return value.ToString();
            }
            if (value is System.Collections.IDictionary)
            {
                return Redacted;
            }
            var items = value as System.Collections.IEnumerable;
            if (items != null)
            {
                return "[" + string.Join(" ", items.Cast<object>().Select(Value)) + "]";
            }
            var number = value as IFormattable;
            return number != null ? number.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : value is bool ? value.ToString() : Redacted;
        }
    }
}

namespace Bootpay.models
{
    /// <summary>A part of a request or an answer. It prints with personal data masked.</summary>
    [DebuggerDisplay("{ToString(),nq}")]
    public abstract class BootpayModel
    {
        /// <summary>Its fields under their names on the wire.</summary>
        internal abstract IEnumerable<Member> Members();

        /// <summary>Reads what was received.</summary>
        internal virtual void Take(Dictionary<string, object> found)
        {
        }

        internal static TPart Part<TPart>(object found) where TPart : BootpayModel, new()
        {
            var members = Received.ObjectOf(found);
            if (members == null)
            {
                return null;
            }
            var part = new TPart();
            part.Take(members);
            return part;
        }

        /// <summary>Prints what was given, with personal data masked.</summary>
        public override string ToString()
        {
            var text = new StringBuilder(GetType().Name).Append('(');
            var separator = "";
            foreach (var member in Members())
            {
                if (member.Value != null)
                {
                    text.Append(separator).Append(member.Name).Append('=');
                    text.Append(member.IsPersonal ? Shown.Redacted : Shown.Value(member.Value));
                    separator = " ";
                }
            }
            return text.Append(')').ToString();
        }
    }

    /// <summary>
    /// What the server answered. <see cref="Error"/> decides whether the call succeeded; <see cref="Unwrap"/> gives the data or throws
    /// that. What stands in <c>data</c> is a string, a long, a double, a bool, a JObject or a JArray.
    /// </summary>
    [DebuggerDisplay("{ToString(),nq}")]
    public class ResDefault
    {
        private Reply _reply;
        private BootpayException _failed;
        private Func<object> _data = () => null; // a function, and so not where a printer of objects looks

        /// <summary>The HTTP status, or the one that the answer names where HTTP says yes and it says no.</summary>
        public int status { get; set; }
        /// <summary>0 only after a success. After a refusal it is Bootpay's own code, or -1 if the server sent none, or a word, which
        /// the error has.</summary>
        public int code { get; set; }
        /// <summary>The server's text.</summary>
        public string message { get; set; }
        /// <summary>What was asked for; null if the answer has none.</summary>
        [JsonProperty("data", NullValueHandling = NullValueHandling.Ignore)]
        public Dictionary<string, object> data { get; set; }

        /// <summary>Decides: null after a success alone, else why the server refused.</summary>
        public BootpayException Error()
        {
            return _failed;
        }

        /// <summary>The data of a good answer; a refusal is thrown.</summary>
        public Dictionary<string, object> Unwrap()
        {
            ThrowIfRefused();
            return data;
        }

        /// <summary>The data of a good answer in a class of its own, such as <see cref="response.ResVerifyData"/>; a refusal is
        /// thrown. Null if the answer has none.</summary>
        public TPart As<TPart>() where TPart : BootpayModel, new()
        {
            ThrowIfRefused();
            return BootpayModel.Part<TPart>(_data());
        }

        /// <summary>How the call went.</summary>
        public BootpayMeta Meta()
        {
            return new BootpayMeta(_reply == null ? null : _reply.Meta);
        }

        /// <summary>The server's answer as it came, JSON. It may hold personal data: keep it out of logs.</summary>
        public string Raw()
        {
            return _reply == null || _reply.Body == null ? null : Encoding.UTF8.GetString(_reply.Body);
        }

        /// <summary>Prints the official fields, of the data only the names, and no text of the server's.</summary>
        public override string ToString()
        {
            var told = _failed != null ? _failed.Message : string.IsNullOrEmpty(message) ? "" : Shown.Redacted;
            return GetType().Name + "(status=" + status + " code=" + code + " message=" + told + " data=" + Shown.Names(_data()) + ")";
        }

        internal void ThrowIfRefused()
        {
            if (_failed != null)
            {
                throw _failed;
            }
        }

        /// <summary>Reads the data into the property of this class.</summary>
        internal virtual void Take(object found)
        {
            data = Received.Data(found as Dictionary<string, object>);
        }

        /// <summary>Reads a reply; gives what has to be thrown instead of this answer.</summary>
        internal Exception Read(Reply reply, string operation)
        {
            _reply = reply;
            if (!reply.IsGood)
            {
                // before anything is read of a body that may be anything
                var failed = BootpayException.Of(reply, operation);
                _failed = failed as BootpayException;
                if (_failed == null || _failed.Kind != ErrorKind.Api || _failed.Effect != Effect.None)
                {
                    return failed;
                }
            }
            Dictionary<string, object> envelope = null;
            try
            {
                envelope = reply.Body == null ? null : Json.Read(reply.Body) as Dictionary<string, object>;
            }
            catch (FormatException)
            {
            }
            if (reply.IsGood && envelope == null)
            {
                // what a call of this operation may have done if nobody can read its answer
                var name = Encoding.UTF8.GetBytes(operation);
                return BootpayException.Of(Library.Loaded.Ask(IntPtr.Zero, "defect", null, name).Meta, reply.Body, operation);
            }
            status = Received.Int(envelope, "status");
            code = Received.Int(envelope, "code");
            message = Received.Text(envelope, "message");
            var found = Received.Of(envelope, "data");
            _data = () => found;
            Take(found);
            if (reply.IsGood)
            {
                status = status == 0 ? Meta().Status : status;
                return null;
            }
            status = _failed.Status;
            code = code == 0 ? -1 : code; // a refusal has another code than 0, which is a success
            return null;
        }
    }

    /// <summary>An answer of a call whose data nobody documents: an object, a list or a text.</summary>
    public sealed class ResAny : ResDefault
    {
        /// <summary>What the server sent: a string, a long, a double, a bool, a JObject or a JArray.</summary>
        [JsonProperty("data", NullValueHandling = NullValueHandling.Ignore)]
        public new object data { get; set; }

        /// <summary>The data of a good answer; a refusal is thrown.</summary>
        public new object Unwrap()
        {
            ThrowIfRefused();
            return data;
        }

        internal override void Take(object found)
        {
            data = Received.Plain(found);
        }
    }
}

namespace Bootpay.models.response
{
    /// <summary>A payment link.</summary>
    public sealed class ResLink : ResDefault
    {
        /// <summary>Its URL.</summary>
        [JsonProperty("data", NullValueHandling = NullValueHandling.Ignore)]
        public new string data { get; set; }

        /// <summary>The URL; a refusal is thrown.</summary>
        public new string Unwrap()
        {
            ThrowIfRefused();
            return data;
        }

        internal override void Take(object found)
        {
            data = found as string;
        }
    }
}
