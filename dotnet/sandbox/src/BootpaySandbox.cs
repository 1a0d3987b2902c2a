using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace Bootpay.Sandbox
{
    /// <summary>
    /// An offline stand-in for Bootpay's server on a free port of this machine, for tests. The people and the money in it are made up, and
    /// nothing leaves this machine. It ends when it is disposed of, and when the process that started it ends.
    /// </summary>
    /// <remarks>
    /// It is the program bootpay: the one that BOOTPAY_PROGRAM names, or the one of this package, or one on the PATH.
    /// </remarks>
    public sealed class BootpaySandbox : IDisposable
    {
        // How long the program may take to start and to end, and a control call, in milliseconds.
        private const int Patience = 30000;

        private readonly Process _program;
        private readonly object _gate = new object();
        private bool _isStopped;

        /// <summary>Where it listens, such as http://127.0.0.1:41233; open it in a browser for the console.</summary>
        public string Url { get; private set; }
        /// <summary>The REST application id of this sandbox.</summary>
        public string ApplicationId { get; private set; }
        /// <summary>Its private key, which opens nothing else.</summary>
        public string PrivateKey { get; private set; }
        /// <summary>The application id for a page.</summary>
        public string WebApplicationId { get; private set; }

        private BootpaySandbox(Process program)
        {
            _program = program;
        }

        /// <summary>Starts one and waits until it listens.</summary>
        /// <param name="arguments">More options of <c>bootpay sandbox</c>, such as --seed 7.</param>
        public static BootpaySandbox Start(params string[] arguments)
        {
            var all = "sandbox --listen 127.0.0.1:0 --json --with-parent";
            foreach (var argument in arguments)
            {
                all += " \"" + argument.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
            }
            var name = Program();
            var program = new Process
            {
                StartInfo = new ProcessStartInfo(name, all)
                {
                    UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
                },
            };
            try
            {
                program.Start();
            }
            catch (Exception failure) when (failure is System.ComponentModel.Win32Exception || failure is IOException)
            {
                throw new InvalidOperationException(
                    "the sandbox cannot be run (" + name + "): set BOOTPAY_PROGRAM to the program bootpay, or put it on the PATH", failure);
            }
            var complaints = program.StandardError.ReadToEndAsync();
            var line = Task.Run(() => program.StandardOutput.ReadLine());
            var sandbox = new BootpaySandbox(program);
            if (line.Wait(Patience) && line.Result != null && sandbox.IsReady(line.Result))
            {
                return sandbox;
            }
            sandbox.Dispose();
            throw new InvalidOperationException("the sandbox did not start: " + (complaints.Wait(Patience) ? complaints.Result.Trim() : ""));
        }

        private bool IsReady(string line)
        {
            JObject told;
            try
            {
                told = JObject.Parse(line);
            }
            catch (Newtonsoft.Json.JsonException)
            {
                return false;
            }
            Url = (string)told["url"];
            ApplicationId = (string)told["application_id"];
            PrivateKey = (string)told["private_key"];
            WebApplicationId = (string)told["web_application_id"];
            return Url != null;
        }

        private static string Program()
        {
            var named = Environment.GetEnvironmentVariable("BOOTPAY_PROGRAM");
            if (!string.IsNullOrEmpty(named))
            {
                return named;
            }
            var assembly = typeof(BootpaySandbox).Assembly.Location;
            var folder = string.IsNullOrEmpty(assembly) ? AppDomain.CurrentDomain.BaseDirectory : Path.GetDirectoryName(assembly);
            var cpu = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            var isWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
            // as NuGet names platforms; the static one of Linux serves musl, too
            var system = isWindows ? "win-" : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx-" : "linux-";
            var packed = Path.Combine(folder, "bootpay-sandbox", system + cpu, isWindows ? "bootpay.exe" : "bootpay");
            if (!File.Exists(packed))
            {
                return "bootpay";
            }
            if (!isWindows)
            {
                ChangeMode(packed, Convert.ToInt32("755", 8)); // a package does not keep it
            }
            return packed;
        }

        [DllImport("libc", EntryPoint = "chmod")]
        private static extern int ChangeMode(string path, int mode);

        /// <summary>Ends it. Nothing happens when it has ended.</summary>
        public void Dispose()
        {
            lock (_gate)
            {
                if (_isStopped)
                {
                    return;
                }
                _isStopped = true;
                _program.StandardInput.Dispose(); // which it ends with
                if (!_program.WaitForExit(Patience))
                {
                    _program.Kill();
                    _program.WaitForExit();
                }
                _program.Dispose();
            }
        }

        /// <summary>The variables that point a client at it.</summary>
        public IReadOnlyDictionary<string, string> Env
        {
            get
            {
                return new Dictionary<string, string>
                {
                    { "BOOTPAY_BASE_URL", Url }, { "BOOTPAY_APPLICATION_ID", ApplicationId }, { "BOOTPAY_PRIVATE_KEY", PrivateKey },
                    { "BOOTPAY_WEB_APPLICATION_ID", WebApplicationId },
                };
            }
        }

        /// <summary>
        /// Verifies a made-up person; the answer has the receipt_id to read it with.
        /// </summary>
        /// <param name="fields">Each is optional: username, phone, birth, gender, order_id and the others of POST
        /// /sandbox/identities. An object of an anonymous class, or a dictionary.</param>
        public JObject Identity(object fields = null)
        {
            return (JObject)Control("POST", "/sandbox/identities", fields ?? new JObject());
        }

        /// <summary>Verifies somebody who is known by name, such as turns_19_this_year; <c>bootpay sandbox person --list</c> says who there
        /// is.</summary>
        public JObject Person(string persona, object fields = null)
        {
            var all = fields == null ? new JObject() : JObject.FromObject(fields);
            all["persona"] = persona;
            return Identity(all);
        }

        /// <summary>Makes a payment; the answer is its receipt. price is required, status 1 is a paid one.</summary>
        public JObject Payment(object fields)
        {
            return (JObject)Control("POST", "/sandbox/payments", fields);
        }

        /// <summary>Lets calls fail as POST /sandbox/faults says, until what it gives is disposed of.</summary>
        public IDisposable Fault(string kind, object fields = null)
        {
            var all = fields == null ? new JObject() : JObject.FromObject(fields);
            all["kind"] = kind;
            var added = (JObject)Control("POST", "/sandbox/faults", all);
            return new Removal(() => Control("DELETE", "/sandbox/faults/" + added["id"]));
        }

        private sealed class Removal : IDisposable
        {
            private readonly Action _remove;

            internal Removal(Action remove)
            {
                _remove = remove;
            }

            public void Dispose()
            {
                _remove();
            }
        }

        /// <summary>Moves the sandbox's clock forward: tokens expire, reservations are due, webhooks are sent again.</summary>
        public void Advance(TimeSpan by)
        {
            Control("POST", "/sandbox/clock", new { advance_s = (long)by.TotalSeconds });
        }

        /// <summary>The requests that have arrived, oldest first, each with method, path, headers and body; of an operation, such as
        /// payment.cancel, or of all.</summary>
        public JArray Requests(string operation = null)
        {
            var route = operation == null
                ? "/sandbox/requests" : "/sandbox/operations/" + Uri.EscapeDataString(operation) + "/requests";
            return (JArray)Control("GET", route);
        }

        /// <summary>Makes everything as it was at its start: people, payments, faults, clock and journal.</summary>
        public void Reset()
        {
            Control("POST", "/sandbox/reset");
        }

        /// <summary>Makes a control call, as the sandbox's README has them. Gives the answer's JSON, or null.</summary>
        public JToken Control(string method, string route, object sent = null)
        {
            var request = (HttpWebRequest)WebRequest.Create(Url + route);
            request.Method = method;
            request.Proxy = null; // one of the environment cannot reach this machine
            request.Timeout = Patience;
            request.ContentType = "application/json";
            if (sent != null)
            {
                var body = Encoding.UTF8.GetBytes(JToken.FromObject(sent).ToString(Newtonsoft.Json.Formatting.None));
                request.ContentLength = body.Length;
                using (var stream = request.GetRequestStream())
                {
                    stream.Write(body, 0, body.Length);
                }
            }
            try
            {
                using (var answer = request.GetResponse())
                {
                    return Read(answer);
                }
            }
            catch (WebException failure) when (failure.Response != null)
            {
                var told = Read(failure.Response) as JObject;
                throw new InvalidOperationException(
                    string.Format(CultureInfo.InvariantCulture, "{0} {1}: {2}", method, route, told == null ? failure.Message : (string)told["error"]));
            }
        }

        private static JToken Read(WebResponse answer)
        {
            using (var reader = new Newtonsoft.Json.JsonTextReader(new StreamReader(answer.GetResponseStream(), Encoding.UTF8)))
            {
                // texts stay texts, also those that look like a date
                reader.DateParseHandling = Newtonsoft.Json.DateParseHandling.None;
                return reader.Read() ? JToken.ReadFrom(reader) : null;
            }
        }
    }
}
