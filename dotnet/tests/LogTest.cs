using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using static Bootpay.Tests.Surroundings;

namespace Bootpay.Tests
{
    internal static class LogTest
    {
        private sealed class Lines : TraceListener
        {
            internal readonly List<string> All = new List<string>();

            public override void TraceEvent(TraceEventCache cache, string source, TraceEventType type, int id, string message)
            {
                lock (All)
                {
                    All.Add(type + " " + message);
                }
            }

            public override void Write(string message)
            {
            }

            public override void WriteLine(string message)
            {
            }
        }

        private static async Task<List<string>> Traced(SourceLevels level, Func<Task> calls)
        {
            var lines = new Lines();
            BootpayApi.Trace.Listeners.Add(lines);
            BootpayApi.Trace.Switch.Level = level;
            try
            {
                await calls();
            }
            finally
            {
                BootpayApi.Trace.Switch.Level = SourceLevels.Off;
                BootpayApi.Trace.Listeners.Remove(lines);
            }
            return lines.All;
        }

        [Test]
        internal static async Task ATraceSourceGetsALineForEachAttempt()
        {
            var api = Fresh();
            var lines = await Traced(SourceLevels.Verbose, () => api.Certificate(IdentityId));
            Check.Equal(lines.Count, 2);
            Check.Holds(lines[1], "Verbose bootpay certificate.get GET /certificate/{receipt_id} status=200 attempt=1");
            Check.True(!string.Join("\n", lines).Contains(IdentityId), "an id shows");
            Check.Equal((await Traced(SourceLevels.Off, () => api.Certificate(IdentityId))).Count, 0);
        }

        [Test]
        internal static async Task AListenerOfWarningsGetsThose()
        {
            var api = Fresh();
            var lines = await Traced(SourceLevels.Warning, async () =>
            {
                await api.Certificate(IdentityId);
                using (Box.Fault("status", new { status = 503 }))
                {
                    (await api.Certificate(IdentityId)).Error();
                }
            });
            Check.Equal(lines.Count, 1);
            Check.Holds(lines[0], "Warning bootpay certificate.get");
            Check.Holds(lines[0], "status=503");
        }

        [Test]
        internal static async Task OnAttemptIsToldInTheContextOfTheCall()
        {
            Box.Reset();
            var local = new AsyncLocal<string>();
            var attempts = new List<BootpayAttempt>();
            string seen = null;
            var api = ClientOf(new BootpayConfig
            {
                OnAttempt = attempt =>
                {
                    seen = local.Value;
                    attempts.Add(attempt);
                },
            });
            local.Value = "of the request";
            await api.Certificate(IdentityId);
            Check.Equal(seen, "of the request");
            Check.Equal(attempts.Count, 2);
            var last = attempts.Last();
            Check.Equal(last.Operation + " " + last.Method + " " + last.Path + " " + last.Status + " " + last.Attempt + " " + last.IsWarning,
                "certificate.get GET /certificate/{receipt_id} 200 1 False");
            Check.Holds(last.Message, last.RequestId);
        }

        private sealed class Broken : TraceListener
        {
            public override void Write(string message)
            {
                throw new InvalidOperationException("on purpose");
            }

            public override void WriteLine(string message)
            {
                throw new InvalidOperationException("on purpose");
            }
        }

        [Test]
        internal static async Task ALoggerThatThrowsCostsNoAnswer()
        {
            Box.Reset();
            var api = ClientOf(new BootpayConfig { OnAttempt = attempt => { throw new InvalidOperationException("on purpose"); } });
            var broken = new Broken();
            BootpayApi.Trace.Listeners.Add(broken);
            BootpayApi.Trace.Switch.Level = SourceLevels.Verbose;
            try
            {
                Check.Equal((await api.Certificate(IdentityId)).Unwrap()["receipt_id"], IdentityId);
            }
            finally
            {
                BootpayApi.Trace.Switch.Level = SourceLevels.Off;
                BootpayApi.Trace.Listeners.Remove(broken);
            }
        }
    }
}
