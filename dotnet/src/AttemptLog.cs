#define TRACE // or the calls of a TraceSource would be compiled away

using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Bootpay
{
    /// <summary>What is told of one attempt of a call. It holds no id but the request's own, no body and no key.</summary>
    public sealed class BootpayAttempt
    {
        /// <summary>The call, such as certificate.get; also token.request.</summary>
        public string Operation { get; private set; }
        /// <summary>The HTTP method.</summary>
        public string Method { get; private set; }
        /// <summary>The path's template, such as /certificate/{receipt_id}.</summary>
        public string Path { get; private set; }
        /// <summary>The HTTP status, or no_connection, lost, timed_out, unreadable or abandoned.</summary>
        public string Status { get; private set; }
        /// <summary>Counted from 1.</summary>
        public int Attempt { get; private set; }
        /// <summary>How long it took, in milliseconds.</summary>
        public int DurationMs { get; private set; }
        /// <summary>What was sent as X-Request-Id.</summary>
        public string RequestId { get; private set; }
        /// <summary>Whether somebody should look at it: no answer came, or 429 or 5xx.</summary>
        public bool IsWarning { get; private set; }
        /// <summary>The line for a log.</summary>
        public string Message { get; private set; }

        internal BootpayAttempt(Dictionary<string, object> record)
        {
            Operation = Received.Text(record, "operation");
            Method = Received.Text(record, "method");
            Path = Received.Text(record, "path");
            Status = Received.Text(record, "status");
            Attempt = Received.Int(record, "attempt");
            DurationMs = Received.Int(record, "duration_ms");
            RequestId = Received.Text(record, "request_id");
            IsWarning = Received.Text(record, "level") == "warn";
            Message = Received.Text(record, "message");
        }

        /// <summary>The line for a log.</summary>
        public override string ToString()
        {
            return Message;
        }
    }

    /// <summary>Tells of a call's attempts when it is over, in the context of the call.</summary>
    internal sealed class AttemptLog
    {
        private static readonly HashSet<string> Warned = new HashSet<string>();

        private readonly Action<BootpayAttempt> _onAttempt;
        private readonly string _toStandardError;

        internal AttemptLog(Action<BootpayAttempt> onAttempt)
        {
            _onAttempt = onAttempt;
            var wanted = Environment.GetEnvironmentVariable("BOOTPAY_LOG");
            if (wanted == "debug" || wanted == "warn")
            {
                _toStandardError = wanted;
            }
            else if (!string.IsNullOrEmpty(wanted))
            {
                WarnOnce("BOOTPAY_LOG must be debug or warn; nothing is logged");
            }
        }

        /// <summary>The level from which on somebody listens: debug, warn or none.</summary>
        internal string Least
        {
            get
            {
                var source = BootpayApi.Trace.Switch;
                if (_onAttempt != null || _toStandardError == "debug" || source.ShouldTrace(TraceEventType.Verbose))
                {
                    return "debug";
                }
                return _toStandardError == "warn" || source.ShouldTrace(TraceEventType.Warning) ? "warn" : "none";
            }
        }

        internal void Tell(byte[] records)
        {
            if (records == null || records.Length <= "[]".Length)
            {
                return;
            }
            List<object> told;
            try
            {
                told = Json.Read(records) as List<object>;
            }
            catch (FormatException)
            {
                return;
            }
            foreach (var record in told ?? new List<object>())
            {
                Tell(new BootpayAttempt(record as Dictionary<string, object>));
            }
        }

        private void Tell(BootpayAttempt attempt)
        {
            Guarded("a listener of the trace source Bootpay", () =>
                BootpayApi.Trace.TraceEvent(attempt.IsWarning ? TraceEventType.Warning : TraceEventType.Verbose, 0, attempt.Message));
            if (_toStandardError == "debug" || _toStandardError == "warn" && attempt.IsWarning)
            {
                Console.Error.WriteLine(attempt.Message);
            }
            if (_onAttempt != null)
            {
                Guarded("OnAttempt", () => _onAttempt(attempt));
            }
        }

        /// <summary>Keeps an exception of the user's own code from losing the answer of a call that moved money.</summary>
        private static void Guarded(string who, Action use)
        {
            try
            {
                use();
            }
            catch (Exception failure)
            {
                // no more: what it says may quote anything
                WarnOnce(who + " threw " + failure.GetType().Name);
            }
        }

        private static void WarnOnce(string text)
        {
            lock (Warned)
            {
                if (!Warned.Add(text))
                {
                    return;
                }
            }
            Console.Error.WriteLine("bootpay: " + text);
        }
    }
}
