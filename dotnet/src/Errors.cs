using System;
using System.Collections.Generic;
using System.Threading;
using Bootpay.Native;

namespace Bootpay
{
    /// <summary>What went wrong.</summary>
    public enum ErrorKind
    {
        /// <summary>The client was built with something that cannot work.</summary>
        Config,
        /// <summary>An argument was refused before anything was sent.</summary>
        InvalidRequest,
        /// <summary>DNS, TCP or TLS failed, or the connection broke.</summary>
        Connection,
        /// <summary>No answer within the time allowed.</summary>
        Timeout,
        /// <summary>The answer is not the documented JSON.</summary>
        Decode,
        /// <summary>The server said no.</summary>
        Api,
        /// <summary>The answer is about another receipt, or not the expected one.</summary>
        Mismatch,
        /// <summary>A verification is not to be believed.</summary>
        Identity,
        /// <summary>A webhook is not to be believed.</summary>
        Webhook,
        /// <summary>The call was given up.</summary>
        Canceled,
        /// <summary>A defect of this package.</summary>
        Internal,
    }

    /// <summary>Whether a failed call may have acted at the server.</summary>
    public enum Effect
    {
        /// <summary>It has not acted.</summary>
        None,
        /// <summary>It may have: settle it before you make the call again; see <see cref="BootpayApi.Settle"/>.</summary>
        Unknown,
    }

    /// <summary>What is known of a failed call. It shows no key, no token, no personal data and no body of an answer.</summary>
    public interface IBootpayFailure
    {
        /// <summary>What went wrong.</summary>
        ErrorKind Kind { get; }
        /// <summary>One line.</summary>
        string Message { get; }
        /// <summary>The call that failed, such as certificate.get; null if none was made.</summary>
        string Operation { get; }
        /// <summary>The HTTP status; 0 if no answer came.</summary>
        int Status { get; }
        /// <summary>Bootpay's own code, such as -2100, if the server gave one; else null.</summary>
        string Code { get; }
        /// <summary>May the call have acted?</summary>
        Effect Effect { get; }
        /// <summary>How often the request was sent; token requests are not counted.</summary>
        int Attempts { get; }
        /// <summary>The id that was sent as X-Request-Id.</summary>
        string RequestId { get; }
        /// <summary>The receipt that the call was about.</summary>
        string ReceiptId { get; }
        /// <summary>Of a cancel: the id that it carried. Repeating the cancel with it cannot cancel twice.</summary>
        string CancelId { get; }
        /// <summary>Of a cancel: how much it asked for, in won; null if it asked for all that is left.</summary>
        long? CancelPrice { get; }
        /// <summary>What lies beneath, outermost first.</summary>
        IReadOnlyList<string> Causes { get; }
        /// <summary>The server's answer as it came, or null. It may hold personal data: keep it out of logs.</summary>
        string Body();
    }

    /// <summary>What the two kinds of exceptions share.</summary>
    internal sealed class Failure
    {
        internal ErrorKind Kind;
        internal string Message, Operation, Code, RequestId, ReceiptId, CancelId;
        internal int Status, Attempts;
        internal Effect Effect;
        internal long? CancelPrice;
        /// <summary>So that a CancelPrice of null is all that was left, and was not lost on the way.</summary>
        internal bool SaysPrice;
        internal IReadOnlyList<string> Causes = new string[0];
        /// <summary>A function, and so not where a printer of objects looks.</summary>
        internal Func<byte[]> Body = () => null;
        internal Dictionary<string, object> Identity;

        private static readonly Dictionary<string, ErrorKind> Kinds = new Dictionary<string, ErrorKind>
        {
            { "config", ErrorKind.Config }, { "invalid_request", ErrorKind.InvalidRequest }, { "connection", ErrorKind.Connection },
            { "timeout", ErrorKind.Timeout }, { "decode", ErrorKind.Decode }, { "api", ErrorKind.Api },
            { "mismatch", ErrorKind.Mismatch }, { "identity", ErrorKind.Identity }, { "webhook", ErrorKind.Webhook },
            { "canceled", ErrorKind.Canceled }, { "internal", ErrorKind.Internal },
        };

        internal static Failure Of(byte[] meta, byte[] body, string operation)
        {
            var told = Json.Object(meta);
            var failure = new Failure
            {
                Message = Received.Text(told, "message") ?? "the library's error cannot be read",
                Operation = Received.Text(told, "operation") ?? operation,
                Status = Received.Int(told, "status"),
                Code = Received.Text(told, "code"),
                // of an error that cannot be read nothing is known
                Effect = Received.Text(told, "effect") == "none" ? Effect.None : Effect.Unknown,
                Attempts = Received.Int(told, "attempts"),
                RequestId = Received.Text(told, "request_id"),
                ReceiptId = Received.Text(told, "receipt_id"),
                CancelId = Received.Text(told, "cancel_id"),
                CancelPrice = Received.Whole(told, "cancel_price"),
                SaysPrice = told.ContainsKey("cancel_price"),
                Identity = Received.Of(told, "identity") as Dictionary<string, object>,
                Body = () => body,
            };
            ErrorKind kind;
            failure.Kind = Kinds.TryGetValue(Received.Text(told, "kind") ?? "", out kind) ? kind : ErrorKind.Internal;
            var causes = Received.Of(told, "causes") as List<object>;
            if (causes != null)
            {
                failure.Causes = causes.ConvertAll(cause => cause as string).AsReadOnly();
            }
            return failure;
        }

        internal string BodyText()
        {
            var body = Body();
            return body == null ? null : System.Text.Encoding.UTF8.GetString(body);
        }
    }

    /// <summary>Why a call failed. It shows no key, no token, no personal data and no body of an answer.</summary>
    public class BootpayException : Exception, IBootpayFailure
    {
        internal Failure Failure { get; private set; }

        internal BootpayException(Failure failure) : base(failure.Message)
        {
            Failure = failure;
        }

        /// <inheritdoc/>
        public ErrorKind Kind { get { return Failure.Kind; } }
        /// <inheritdoc/>
        public string Operation { get { return Failure.Operation; } }
        /// <inheritdoc/>
        public int Status { get { return Failure.Status; } }
        /// <inheritdoc/>
        public string Code { get { return Failure.Code; } }
        /// <inheritdoc/>
        public Effect Effect { get { return Failure.Effect; } }
        /// <inheritdoc/>
        public int Attempts { get { return Failure.Attempts; } }
        /// <inheritdoc/>
        public string RequestId { get { return Failure.RequestId; } }
        /// <inheritdoc/>
        public string ReceiptId { get { return Failure.ReceiptId; } }
        /// <inheritdoc/>
        public string CancelId { get { return Failure.CancelId; } }
        /// <inheritdoc/>
        public long? CancelPrice { get { return Failure.CancelPrice; } }
        /// <inheritdoc/>
        public IReadOnlyList<string> Causes { get { return Failure.Causes; } }

        /// <inheritdoc/>
        public string Body()
        {
            return Failure.BodyText();
        }

        /// <summary>Reads why a call has no good reply.</summary>
        internal static Exception Of(Reply reply, string operation)
        {
            return Of(reply.Meta, reply.Body, operation);
        }

        internal static Exception Of(byte[] meta, byte[] body, string operation, CancellationToken cancel = default(CancellationToken))
        {
            var failure = Failure.Of(meta, body, operation);
            if (failure.Kind == ErrorKind.Canceled)
            {
                return new BootpayCanceledException(failure, cancel);
            }
            return failure.Identity != null ? new BootpayIdentityException(failure) : new BootpayException(failure);
        }

        /// <summary>What this package itself refuses, in the words that the core uses.</summary>
        internal static BootpayException Refused(
            string operation, string name, string why, ErrorKind kind = ErrorKind.InvalidRequest)
        {
            var message = name + " " + why;
            return new BootpayException(new Failure
            {
                Kind = kind,
                Message = operation == null ? message : operation + ": " + message + "; nothing was sent",
                Operation = operation,
            });
        }

        internal static BootpayException Defect(string operation, string message)
        {
            return new BootpayException(new Failure { Kind = ErrorKind.Internal, Message = message, Operation = operation });
        }
    }

    /// <summary>Why a verification is not to be believed. Its message is for your log, <see cref="CustomerMessage"/> for your
    /// customer.</summary>
    public sealed class BootpayIdentityException : BootpayException
    {
        internal BootpayIdentityException(Failure failure) : base(failure)
        {
        }

        /// <summary>bad_token, other_session, other_purpose, expired, not_finished, not_identity, other_order or used.</summary>
        public string Reason { get { return Received.Text(Failure.Identity, "reason"); } }

        /// <summary>The status that a web handler may answer with, from 400 to 410.</summary>
        public int HttpStatus { get { return Received.Int(Failure.Identity, "http_status"); } }

        /// <summary>A sentence that your customer may read: in English for "en", else in Korean.</summary>
        public string CustomerMessage(string language = "ko")
        {
            var isEnglish = language != null && language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
            return Received.Text(Failure.Identity, isEnglish ? "en" : "ko");
        }
    }

    /// <summary>A call that was given up by its CancellationToken. <see cref="Effect"/> says whether the server may have acted;
    /// receipt, cancel id and price of a cancel are there to settle it.</summary>
    public sealed class BootpayCanceledException : OperationCanceledException, IBootpayFailure
    {
        internal Failure Failure { get; private set; }

        internal BootpayCanceledException(Failure failure, CancellationToken cancel) : base(failure.Message, cancel)
        {
            Failure = failure;
        }

        /// <inheritdoc/>
        public ErrorKind Kind { get { return Failure.Kind; } }
        /// <inheritdoc/>
        public string Operation { get { return Failure.Operation; } }
        /// <inheritdoc/>
        public int Status { get { return Failure.Status; } }
        /// <inheritdoc/>
        public string Code { get { return Failure.Code; } }
        /// <inheritdoc/>
        public Effect Effect { get { return Failure.Effect; } }
        /// <inheritdoc/>
        public int Attempts { get { return Failure.Attempts; } }
        /// <inheritdoc/>
        public string RequestId { get { return Failure.RequestId; } }
        /// <inheritdoc/>
        public string ReceiptId { get { return Failure.ReceiptId; } }
        /// <inheritdoc/>
        public string CancelId { get { return Failure.CancelId; } }
        /// <inheritdoc/>
        public long? CancelPrice { get { return Failure.CancelPrice; } }
        /// <inheritdoc/>
        public IReadOnlyList<string> Causes { get { return Failure.Causes; } }

        /// <inheritdoc/>
        public string Body()
        {
            return Failure.BodyText();
        }
    }
}
