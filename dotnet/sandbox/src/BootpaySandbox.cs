using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Bootpay.Sandbox
{
    /// <summary>
    /// A project of an offline stand-in for Bootpay's server, for tests. Keys, people, payments, faults, clock and journal are
    /// its own. The people and the money in it are made up, and nothing leaves this machine.
    /// </summary>
    /// <remarks>
    /// <para>It is a class fixture of xunit as it is: <c>IClassFixture&lt;BootpaySandbox&gt;</c>. Several threads may use
    /// it.</para>
    /// <para>The sandbox is the program bootpay: the one that BOOTPAY_PROGRAM names, or the one of this package, or one on the
    /// PATH. It ends with the process that started it, however that ends.</para>
    /// <para>Fields are an object of an anonymous class or a dictionary. Their names may be written as in C#: feedbackUrl is
    /// feedback_url.</para>
    /// </remarks>
    [DebuggerDisplay("{ToString(),nq}")]
    [JsonObject(MemberSerialization.OptIn)] // Newtonsoft.Json writes no key of it
    public sealed partial class BootpaySandbox : IDisposable
    {
        // That of the tests of this process, from when one wants it to the end.
        private static readonly Lazy<BootpaySandbox> OfThisProcess = new Lazy<BootpaySandbox>(() => Start());

        private readonly ControlRoutes _control;
        private readonly Action _end;
        private int _isEnded;

        /// <summary>Where it listens, such as http://127.0.0.1:41233; open it in a browser for the console.</summary>
        public string Url { get; }
        /// <summary>Where it listens for TLS, if its options say so; else null.</summary>
        public string TlsUrl { get; }
        /// <summary>The REST application id of this project.</summary>
        public string ApplicationId { get; }
        /// <summary>The project's private key, which opens nothing else.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        public string PrivateKey { get; }
        /// <summary>The application id for a page.</summary>
        public string WebApplicationId { get; }

        /// <summary>Makes a project for some tests, such as those of a class, in the sandbox that all tests of this process
        /// share: the one at BOOTPAY_SANDBOX_URL, or one that is started for the first of them.</summary>
        /// <exception cref="SandboxException">No sandbox answers there, or none could be started.</exception>
        public BootpaySandbox() : this(ProjectOfThisRun(), null)
        {
        }

        private BootpaySandbox(JObject told, Action end)
        {
            Url = (string)told["url"];
            TlsUrl = (string)told["tls_url"];
            ApplicationId = (string)told["application_id"];
            PrivateKey = (string)told["private_key"];
            WebApplicationId = (string)told["web_application_id"];
            _control = new ControlRoutes(Url, ApplicationId);
            _end = end ?? Leave;
        }

        /// <summary>Starts a sandbox of your own on a free port and waits until it listens.</summary>
        /// <param name="arguments">More options of <c>bootpay sandbox</c>, such as --seed 7.</param>
        /// <exception cref="SandboxException">It did not start; the text has what the program wrote.</exception>
        public static BootpaySandbox Start(params string[] arguments)
        {
            var program = new SandboxProgram(arguments);
            return new BootpaySandbox(program.Told, program.Stop);
        }

        /// <summary>Makes a project in the sandbox that runs at an address.</summary>
        /// <exception cref="SandboxException">No sandbox answers there.</exception>
        public static BootpaySandbox Join(string url)
        {
            return new BootpaySandbox(NewProject(url, null), null);
        }

        /// <summary>Makes another project in the same sandbox: a second shop, which knows nothing of the first.</summary>
        public BootpaySandbox Project()
        {
            return new BootpaySandbox(NewProject(Url, TlsUrl), null);
        }

        private static JObject ProjectOfThisRun()
        {
            var url = Environment.GetEnvironmentVariable("BOOTPAY_SANDBOX_URL");
            if (string.IsNullOrEmpty(url))
            {
                return NewProject(OfThisProcess.Value.Url, null);
            }
            try
            {
                return NewProject(url, null);
            }
            catch (SandboxException failure)
            {
                throw new SandboxException("BOOTPAY_SANDBOX_URL: " + failure.Message, failure);
            }
        }

        private static JObject NewProject(string url, string tlsUrl)
        {
            url = url.TrimEnd('/');
            var told = new ControlRoutes(url).Call("POST", "/sandbox/projects") as JObject;
            if (told == null || told["application_id"] == null)
            {
                throw new SandboxException("POST /sandbox/projects: no sandbox answers at " + url);
            }
            told["url"] = url;
            told["tls_url"] = tlsUrl;
            return told;
        }

        private void Leave()
        {
            try
            {
                new ControlRoutes(Url).Call("DELETE", "/sandbox/projects/" + ApplicationId);
            }
            catch (SandboxException)
            {
                // the sandbox has ended before
            }
        }

        /// <summary>Ends what was started: the sandbox of <see cref="Start"/>, or else the project. Does nothing when that has
        /// ended.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isEnded, 1) == 0)
            {
                _end();
            }
        }

        /// <summary>The variables that point a client at it, and keep it away from every other host, for another
        /// program.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        public IReadOnlyDictionary<string, string> Env
        {
            get
            {
                return new Dictionary<string, string>
                {
                    { "BOOTPAY_BASE_URL", Url },
                    { "BOOTPAY_APPLICATION_ID", ApplicationId },
                    { "BOOTPAY_PRIVATE_KEY", PrivateKey },
                    { "BOOTPAY_WEB_APPLICATION_ID", WebApplicationId },
                    { "BOOTPAY_LOOPBACK_ONLY", "1" },
                };
            }
        }

        /// <summary>Sets the variables of <see cref="Env"/> in this process, for an application whose client reads them. Call it
        /// before the application makes its client. A process has one environment: tests that run at the same time share
        /// it.</summary>
        public void SetEnvironment()
        {
            foreach (var variable in Env)
            {
                Environment.SetEnvironmentVariable(variable.Key, variable.Value);
            }
        }

        /// <summary>A configuration of a client with address and keys: <c>new
        /// BootpayApi(sandbox.Config&lt;BootpayConfig&gt;())</c>.</summary>
        public TConfig Config<TConfig>()
        {
            return Made<TConfig>(new { BaseUrl = Url, ApplicationId, PrivateKey });
        }

        /// <summary>The same for tests of failures, without retries and with short limits. It is <c>BootpayConfig</c> for a
        /// client, or <c>BootpayOptions</c> for <c>WithOptions</c>.</summary>
        public TConfig Quick<TConfig>()
        {
            return Made<TConfig>(new
            {
                BaseUrl = Url, ApplicationId, PrivateKey,
                Timeout = TimeSpan.FromSeconds(2), Deadline = TimeSpan.FromSeconds(5), MaxRetries = 0,
            });
        }

        // By the names of properties, since this package does not need the client.
        private static TConfig Made<TConfig>(object properties)
        {
            return JObject.FromObject(properties, Fields.Plain).ToObject<TConfig>(Fields.Plain);
        }

        /// <summary>Address and project, and no key.</summary>
        public override string ToString()
        {
            return "BootpaySandbox(" + Url + ", project " + ApplicationId + ")";
        }
    }
}
