using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Bootpay.Native;
using Bootpay.models;

namespace Bootpay
{
    /// <summary>What a client knows of its project, and its token.</summary>
    [DebuggerDisplay("{ToString(),nq}")]
    public class BootpayObject
    {
        /// <summary>The project's REST application id; null or empty: as the environment says.</summary>
        protected string _applicationId;

        /// <summary>Its private key; null or empty: as the environment says.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        protected string _privateKey;

        /// <summary>Where requests go; null: as mode and environment say. A subclass may set it.</summary>
        protected string _baseUrl;

        /// <summary>dev-api.bootpay.co.kr</summary>
        public const int MODE_DEVELOPMENT = 0;
        /// <summary>test-api.bootpay.co.kr</summary>
        public const int MODE_TEST = 1;
        /// <summary>stage-api.bootpay.co.kr</summary>
        public const int MODE_STAGE = 2;
        /// <summary>api.bootpay.co.kr</summary>
        public const int MODE_PRODUCTION = 3;

        private static readonly string[] Modes = { "development", "test", "stage", "production" };

        private readonly BootpayConfig _config;
        private readonly AttemptLog _log;
        private volatile Core _core;
        internal BootpayOptions Options = new BootpayOptions();

        /// <summary>A client of the mode that BOOTPAY_MODE names, or of production. What cannot be is the error of the first
        /// call.</summary>
        public BootpayObject(string applicationId, string privateKey)
            : this(applicationId, privateKey, new BootpayConfig())
        {
        }

        /// <summary>A client of this mode. Another cannot be, and is an exception at once.</summary>
        public BootpayObject(string applicationId, string privateKey, int mode)
            : this(applicationId, privateKey, new BootpayConfig { Mode = Named(mode) })
        {
        }

        /// <summary>A client of this configuration. What cannot be is an exception at once; nothing is sent.</summary>
        public BootpayObject(BootpayConfig config)
            : this(config.ApplicationId, config.PrivateKey, config)
        {
            Ready();
        }

        private BootpayObject(string applicationId, string privateKey, BootpayConfig config)
        {
            _applicationId = applicationId;
            _privateKey = privateKey;
            _baseUrl = config.BaseUrl;
            _config = new BootpayConfig
            {
                Mode = config.Mode, ConnectTimeout = config.ConnectTimeout, Timeout = config.Timeout, Deadline = config.Deadline,
                MaxRetries = config.MaxRetries,
            };
            _log = new AttemptLog(config.OnAttempt);
        }

        private static string Named(int mode)
        {
            if (mode < 0 || mode >= Modes.Length)
            {
                throw BootpayException.Refused(null, "mode", "must be one of the constants MODE_…, not " + mode, ErrorKind.Config);
            }
            return Modes[mode];
        }

        /// <summary>Where requests go.</summary>
        public string BaseUrl
        {
            get { return Core.Ask(Ready().Client, "base_url"); }
        }

        /// <summary>Prints no key and no token.</summary>
        public override string ToString()
        {
            return GetType().Name + "(" + _baseUrl + ")";
        }

        /// <summary>
        /// Asks the server for an access token now. Other calls get theirs by themselves; this one is for looking at it, and for
        /// checking the keys.
        /// </summary>
        public Task<ResToken> GetAccessToken(CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResToken>("token.request", null, cancel);
        }

        /// <summary>What the library knows of this configuration. A subclass may have changed it meanwhile.</summary>
        internal Core Ready()
        {
            var core = _core;
            if (core == null || !core.IsOf(_applicationId, _privateKey, _baseUrl))
            {
                core = _core = new Core(_applicationId, _privateKey, _baseUrl, _config);
            }
            return core;
        }

        /// <summary>
        /// Makes a call and reads its answer. A refusal is an answer too, unless it may have acted. Every other failure is thrown.
        /// </summary>
        internal async Task<TAnswer> Call<TAnswer>(string operation, object given, CancellationToken cancel)
            where TAnswer : ResDefault, new()
        {
            var reply = await Replied(operation, given, cancel).ConfigureAwait(false);
            var answer = new TAnswer();
            var failed = answer.Read(reply, operation);
            if (failed != null)
            {
                throw failed;
            }
            return answer;
        }

        internal async Task<Reply> Replied(string operation, object given, CancellationToken cancel)
        {
            var core = Ready();
            if (cancel.IsCancellationRequested)
            {
                var message = operation + ": the token was canceled before; nothing was sent";
                var failure = new Failure { Kind = ErrorKind.Canceled, Message = message, Operation = operation };
                throw new BootpayCanceledException(failure, cancel);
            }
            var fields = Sent.Json(operation, given);
            var options = new Dictionary<string, object> { { "log", _log.Least } };
            Core.PutTime(options, "timeout_ms", Options.Timeout);
            Core.PutTime(options, "deadline_ms", Options.Deadline);
            if (Options.MaxRetries != null)
            {
                options["max_retries"] = Options.MaxRetries;
            }
            if (!string.IsNullOrEmpty(Options.Token))
            {
                options["token"] = Options.Token;
            }
            var reply = await Calls
                .CarriedOut(core.Client, operation, fields, Sent.Json(operation, options), cancel).ConfigureAwait(false);
            _log.Tell(reply.Log);
            if (!reply.IsGood && Received.Text(Json.Object(reply.Meta), "kind") == "canceled")
            {
                throw BootpayException.Of(reply.Meta, reply.Body, operation, cancel);
            }
            return reply;
        }
    }

    /// <summary>A configuration that is open in the library.</summary>
    internal sealed class Core
    {
        internal readonly IntPtr Client;
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        private readonly string _applicationId, _privateKey, _baseUrl;

        internal Core(string applicationId, string privateKey, string baseUrl, BootpayConfig config)
        {
            _applicationId = applicationId;
            _privateKey = privateKey;
            _baseUrl = baseUrl;
            var given = new Dictionary<string, object> { { "user_agent", UserAgent() }, { "environment", Variables() } };
            PutText(given, "application_id", applicationId);
            PutText(given, "private_key", privateKey);
            PutText(given, "mode", config.Mode);
            PutText(given, "base_url", baseUrl);
            PutTime(given, "connect_timeout_ms", config.ConnectTimeout);
            PutTime(given, "timeout_ms", config.Timeout);
            PutTime(given, "deadline_ms", config.Deadline);
            if (config.MaxRetries != null)
            {
                given["max_retries"] = config.MaxRetries;
            }
            Reply failed;
            Client = Library.Loaded.Open(Sent.Json(null, given, ErrorKind.Config), out failed);
            if (failed != null)
            {
                throw BootpayException.Of(failed, null);
            }
        }

        internal bool IsOf(string applicationId, string privateKey, string baseUrl)
        {
            return applicationId == _applicationId && privateKey == _privateKey && baseUrl == _baseUrl;
        }

        private static void PutText(Dictionary<string, object> given, string name, string text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                given[name] = text;
            }
        }

        /// <summary>What is shorter than a millisecond is one, and what is negative is refused by the core.</summary>
        internal static void PutTime(Dictionary<string, object> given, string name, TimeSpan? time)
        {
            if (time != null)
            {
                var ticks = time.Value.Ticks;
                given[name] = ticks / TimeSpan.TicksPerMillisecond + (ticks % TimeSpan.TicksPerMillisecond > 0 ? 1 : 0);
            }
        }

        private static Dictionary<string, object> Variables()
        {
            var values = new Dictionary<string, object>();
            foreach (string name in (List<object>)Json.Read(Ask(IntPtr.Zero, "environment")))
            {
                var value = Environment.GetEnvironmentVariable(name);
                if (value != null)
                {
                    values[name] = value;
                }
            }
            return values;
        }

        private static string UserAgent()
        {
            var runtime = RuntimeInformation.FrameworkDescription.Split('(')[0].Trim(); // Mono says when it was built, too
            var system = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "windows"
                : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "macos" : "linux";
            var processor = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            return "bootpay-dotnet/" + Ask(IntPtr.Zero, "version") + " (" + runtime + "; " + system + "/" + processor + ")";
        }

        /// <summary>Asks the library what is answered at once.</summary>
        internal static string Ask(
            IntPtr client, string what, object question = null, byte[] body = null, ErrorKind kind = ErrorKind.InvalidRequest)
        {
            var asked = question == null ? null : Sent.Json(what, question, kind);
            return Asked(Library.Loaded.Ask(client, what, body, asked));
        }

        internal static string Asked(Reply reply)
        {
            if (!reply.IsGood)
            {
                throw BootpayException.Of(reply, null);
            }
            return reply.Body == null ? "" : System.Text.Encoding.UTF8.GetString(reply.Body);
        }

        /// <summary>The same, where the answer is an object and the question was written by this package.</summary>
        internal static Dictionary<string, object> Answer(string what, Dictionary<string, object> question, IntPtr client = default(IntPtr))
        {
            var asked = Sent.Json(null, question);
            var answer = Json.Read(Asked(Library.Loaded.Ask(client, what, null, asked))) as Dictionary<string, object>;
            if (answer == null)
            {
                throw BootpayException.Defect(null, "the library's answer cannot be read");
            }
            return answer;
        }
    }
}
