using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Bootpay.Sandbox;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using static Bootpay.Tests.SandboxTest;
using static Bootpay.Tests.Surroundings;

namespace Bootpay.Tests
{
    /// <summary>The sandbox as its package has it: how it and its projects begin and end, and what a client is given of
    /// it.</summary>
    internal static class SandboxLifeTest
    {
        private static void WithVariable(string name, string value, Action part)
        {
            var before = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
            try
            {
                part();
            }
            finally
            {
                Environment.SetEnvironmentVariable(name, before);
            }
        }

        [Test]
        internal static void AWrongOptionIsSaid()
        {
            Check.Holds(Refused(() => BootpaySandbox.Start("--no-such-option")), "--no-such-option");
            const string odd = "--no such\\\"option\\ $HOME \\\\";
            Check.Holds(Refused(() => BootpaySandbox.Start(odd)), "'" + odd + "'");
        }

        [Test]
        internal static void AProgramThatIsNotThereIsSaid()
        {
            WithVariable("BOOTPAY_PROGRAM", "/no/such/program", () =>
                Check.Holds(Refused(() => BootpaySandbox.Start()), "(/no/such/program): set BOOTPAY_PROGRAM"));
        }

        // The program comes with the package.
        [Test]
        internal static void ThePackageHasItsProgram()
        {
            WithVariable("BOOTPAY_PROGRAM", null, () =>
            {
                using (var sandbox = BootpaySandbox.Start("--seed", "7"))
                {
                    Check.True(sandbox.Payment(new { price = 3000, status = 1 })["status_en"] != null);
                }
            });
        }

        [Test]
        internal static async Task ProjectsKnowNothingOfEachOther()
        {
            const string receiptId = "00000000000000000000da7a";
            using (var sandbox = BootpaySandbox.Start())
            {
                BootpaySandbox gone;
                using (var other = sandbox.Project())
                using (var third = BootpaySandbox.Join(sandbox.Url + "/"))
                {
                    gone = other;
                    var all = new[] { sandbox, other, third };
                    Check.Equal(all.Select(one => one.Url).Distinct().Count(), 1);
                    Check.Equal(all.Select(one => one.PrivateKey).Distinct().Count(), 3);
                    other.Identity(new { receiptId });
                    using (other.Fault("reset", new { path = "/receipt" }))
                    {
                        other.Advance(TimeSpan.FromDays(1));
                        Check.Equal((await Client(other).Certificate(receiptId)).status, 200);
                        Check.Equal((await Client(sandbox).Certificate(receiptId)).status, 404);
                        Check.Equal((await Client(third).Certificate(receiptId)).status, 404);
                        (await Client(sandbox).Verify(PaymentId)).Unwrap();
                    }
                    sandbox.Reset();
                    Check.Equal(string.Join(" ", all.Select(one => one.Requests("certificate.get").Count)), "0 1 1");
                    Check.Equal(((JArray)sandbox.Control("GET", "/sandbox/projects")).Count, 3);
                }
                var left = ((JArray)sandbox.Control("GET", "/sandbox/projects")).Single();
                Check.Equal((string)left["application_id"], sandbox.ApplicationId);
                Check.Holds(Refused(() => gone.Requests()), "GET /sandbox/requests: project: no project has this application_id");
                gone.Dispose();
            }
        }

        [Test]
        internal static async Task ProjectsOfOneProcessDoNotMeet()
        {
            const string receiptId = "00000000000000000000da7a";
            var usernames = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => KitRunner.OnItsOwnThread(() =>
            {
                using (var sandbox = new BootpaySandbox())
                {
                    sandbox.Identity(new { receiptId, username = "김" + number });
                    var read = Client(sandbox).Certificate(receiptId).GetAwaiter().GetResult().Unwrap();
                    Check.Equal(sandbox.Requests().Count, 2);
                    return (string)((JObject)read["certificate"])["username"];
                }
            })));
            Check.Equal(string.Join(" ", usernames), string.Join(" ", Enumerable.Range(0, 8).Select(number => "김" + number)));
        }

        [Test]
        internal static void AProjectMayOutliveItsSandbox()
        {
            var sandbox = BootpaySandbox.Start();
            var project = sandbox.Project();
            sandbox.Dispose();
            sandbox.Dispose();
            Check.Holds(Refused(() => sandbox.Requests()), "GET /sandbox/requests: no sandbox answers at " + sandbox.Url + ": ");
            Check.Holds(project.Seen(), "no sandbox answers at " + sandbox.Url);
            project.Dispose();
        }

        [Test]
        internal static void WhereNoSandboxIsNobodyJoins()
        {
            foreach (var url in new[] { "http://127.0.0.1:1", "nonsense", "ftp://127.0.0.1", "nonsense://127.0.0.1", "" })
            {
                Check.Holds(Refused(() => BootpaySandbox.Join(url)), "POST /sandbox/projects: no sandbox answers at " + url);
            }
            foreach (var answer in new[] { "<html>", "404 <html>", "500 {}", "{}", "[]", "", null })
            {
                using (var server = Answering(path => answer))
                {
                    Check.Holds(Refused(() => BootpaySandbox.Join(server.Url)), "no sandbox answers at " + server.Url);
                }
            }
        }

        [Test]
        internal static async Task AnAnswerThatBreaksOffIsOfNoSandbox()
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var url = "http://" + listener.LocalEndpoint;
            var joined = KitRunner.OnItsOwnThread(() => Refused(() => BootpaySandbox.Join(url)));
            using (var client = await listener.AcceptTcpClientAsync())
            using (var reader = new StreamReader(client.GetStream()))
            {
                while (reader.ReadLine() != "")
                {
                }
                var half = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"application_id\": ");
                client.GetStream().Write(half, 0, half.Length);
            }
            Check.Holds(await joined, "POST /sandbox/projects: no sandbox answers at " + url);
            listener.Stop();
        }

        [Test]
        internal static async Task QuickOptionsAreAClients()
        {
            using (var sandbox = new BootpaySandbox())
            {
                var made = new BootpayApi(sandbox.Quick<BootpayConfig>());
                var limited = Client(sandbox).WithOptions(sandbox.Quick<BootpayOptions>());
                Check.True(sandbox.Quick<BootpayOptions>().Timeout == TimeSpan.FromSeconds(2));
                foreach (var api in new[] { made, limited })
                {
                    sandbox.Reset();
                    (await api.Verify(PaymentId)).Unwrap();
                    sandbox.Fault("reset", new { path = "/receipt" });
                    await Check.Throws<BootpayException>(() => api.Verify(PaymentId));
                    Check.Equal(sandbox.Requests("receipt.get").Count, 2); // nothing is repeated
                }
            }
        }

        [Test]
        internal static async Task ItsEnvironmentKeepsAClientHere()
        {
            using (var sandbox = new BootpaySandbox())
            {
                var before = sandbox.Env.Keys.ToDictionary(name => name, Environment.GetEnvironmentVariable);
                sandbox.SetEnvironment();
                try
                {
                    (await new BootpayApi(new BootpayConfig()).Verify(PaymentId)).Unwrap();
                    Check.Equal(sandbox.Requests("receipt.get").Count, 1);
                    Check.Equal(Environment.GetEnvironmentVariable("BOOTPAY_WEB_APPLICATION_ID"), sandbox.WebApplicationId);
                    var refused = Check.Throws<BootpayException>(
                        () => new BootpayApi(new BootpayConfig { BaseUrl = "https://api.bootpay.co.kr" }));
                    Check.Holds(refused.Message, "BOOTPAY_LOOPBACK_ONLY is set");
                }
                finally
                {
                    foreach (var variable in before)
                    {
                        Environment.SetEnvironmentVariable(variable.Key, variable.Value);
                    }
                }
            }
        }

        [Test]
        internal static void ItMayListenForTls()
        {
            var ca = Path.GetTempFileName();
            using (var sandbox = BootpaySandbox.Start("--tls-listen", "127.0.0.1:0", "--ca-file", ca))
            using (var project = sandbox.Project())
            {
                Check.True(sandbox.TlsUrl.StartsWith("https://127.0.0.1:"), sandbox.TlsUrl);
                Check.Equal(project.TlsUrl, sandbox.TlsUrl);
            }
            File.Delete(ca);
            using (var sandbox = new BootpaySandbox())
            {
                Check.Equal(sandbox.TlsUrl, null);
            }
        }

        [Test]
        internal static void NothingShowsTheKey()
        {
            using (var sandbox = new BootpaySandbox())
            {
                Check.Equal(sandbox.ToString(), "BootpaySandbox(" + sandbox.Url + ", project " + sandbox.ApplicationId + ")");
                var printed = Secrets.Prints(sandbox) + sandbox.Seen() + sandbox.Window("order-1")
                    + Refused(() => sandbox.Control("POST", "/sandbox/identities", new { username = 1 }));
                Check.True(!printed.Contains(sandbox.PrivateKey), printed);
                Check.Holds(printed, "SandboxWindow(identity, ");
                var shown = typeof(BootpaySandbox).GetProperties()
                    .Where(property => Attribute.GetCustomAttribute(property, typeof(DebuggerBrowsableAttribute)) == null)
                    .Select(property => JsonConvert.SerializeObject(property.GetValue(sandbox)));
                Check.True(!shown.Any(value => value.Contains(sandbox.PrivateKey)));
            }
        }
    }
}
