using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Bootpay.Sandbox;
using Newtonsoft.Json.Linq;
using static Bootpay.Tests.Surroundings;

namespace Bootpay.Tests
{
    /// <summary>The sandbox in test classes of xunit and NUnit, which run in a process of their own.</summary>
    internal static class KitTest
    {
        internal const string OfAKit = "--kit";

        private sealed class Said
        {
            internal string Text;
            internal int Failed;

            internal string[] Lines
            {
                get { return Text.Split(new[] { Environment.NewLine }, StringSplitOptions.RemoveEmptyEntries); }
            }
        }

        private static async Task<Said> Run(string url, params string[] classes)
        {
            using (var process = Process.Start(Begun(url, classes)))
            {
                var text = await process.StandardOutput.ReadToEndAsync();
                process.WaitForExit();
                return new Said { Text = text, Failed = process.ExitCode };
            }
        }

        private static ProcessStartInfo Begun(string url, params string[] classes)
        {
            var start = new ProcessStartInfo(
                Process.GetCurrentProcess().MainModule.FileName,
                "\"" + typeof(KitTest).Assembly.Location + "\" " + OfAKit + " " + string.Join(" ", classes))
            {
                RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false,
            };
            start.EnvironmentVariables["BOOTPAY_SANDBOX_URL"] = url ?? "";
            start.EnvironmentVariables["http_proxy"] = "http://127.0.0.1:1"; // which nobody asks for what is on this machine
            start.EnvironmentVariables["no_proxy"] = "";
            return start;
        }

        [Test]
        internal static async Task TheReadmesClassesPass()
        {
            var said = await Run(null, "RefundTest", "SignUpTest");
            Check.Equal(string.Join(", ", said.Lines.OrderBy(line => line, StringComparer.Ordinal)),
                "ok RefundTest.A_refund_whose_answer_is_lost, ok SignUpTest.Somebody_of_19_signs_up");
            Check.Equal(said.Failed, 0);
        }

        [Test]
        internal static async Task ClassesThatRunAtTheSameTimeDoNotMeet()
        {
            var said = await Run(null, "First", "Second", "Third", "Fourth");
            Check.Equal(said.Lines.Count(line => line.StartsWith("ok ")), 8);
            var places = said.Lines.Where(line => line.StartsWith("at ")).Select(line => line.Split(' ')).ToList();
            Check.Equal(places.Select(place => place[1]).Distinct().Count(), 1);
            Check.Equal(places.Max(place => int.Parse(place[3])), 4);
            Check.Holds(Check.Throws<SandboxException>(() => BootpaySandbox.Join(places[0][1])).Message, "no sandbox answers at");
        }

        [Test]
        internal static async Task AFailingTestShowsWhatTheSandboxSaw()
        {
            var said = await Run(null, "Failing");
            Check.Equal(said.Failed, 2);
            foreach (var line in new[]
            {
                "   1  POST   /request/token  200",
                "   2  GET    /receipt/00000000000000000000da7a  200",
                "   3  POST   /cancel  connection broken",
                "fault reset: path=/cancel times=4",
                "no request came: does the client have the address and the keys of this sandbox?",
            })
            {
                Check.True(said.Lines.Contains(line), "there is no line " + line + " in:\n" + said.Text);
            }
            Check.True(said.Lines.Any(line => line.EndsWith("  GET    /wallet  200")), said.Text);
            Check.True(!said.Text.Contains("canary"), said.Text);
        }

        [Test]
        internal static async Task AMisuseFailsAStrictTest()
        {
            var said = await Run(null, "Misusing");
            Check.Equal(said.Failed, 1);
            Check.Holds(said.Text, "FAIL Misusing.One_id_for_two_cancels");
            Check.Holds(said.Text, "the sandbox saw what a merchant must not do:" + Environment.NewLine);
            Check.Holds(said.Text, "misuse cancel_id_reused: ");
            Check.Holds(said.Text, "ok Misusing.Nothing");
        }

        [Test]
        internal static async Task ASandboxThatRunsIsJoined()
        {
            Func<int> projects = () => ((JArray)Box.Control("GET", "/sandbox/projects")).Count;
            var before = projects();
            var said = await Run(Box.Url, "First", "Second");
            Check.Equal(said.Lines.Count(line => line.StartsWith("ok ")), 4);
            Check.True(said.Lines.Where(line => line.StartsWith("at ")).All(line => line.Split(' ')[1] == Box.Url), said.Text);
            Check.Equal(projects(), before);
        }

        [Test]
        internal static void ASandboxThatIsNotThereIsSaid()
        {
            Environment.SetEnvironmentVariable("BOOTPAY_SANDBOX_URL", "http://127.0.0.1:1");
            try
            {
                Check.Holds(Check.Throws<SandboxException>(() => new BootpaySandbox()).Message,
                    "BOOTPAY_SANDBOX_URL: POST /sandbox/projects: no sandbox answers at http://127.0.0.1:1: ");
            }
            finally
            {
                Environment.SetEnvironmentVariable("BOOTPAY_SANDBOX_URL", null);
            }
        }

        [Test]
        internal static async Task TheSandboxEndsWithAProcessThatIsKilled()
        {
            using (var process = Process.Start(Begun(null, "Waiting")))
            {
                var url = await process.StandardOutput.ReadLineAsync();
                var joined = BootpaySandbox.Join(url);
                process.Kill();
                process.WaitForExit();
                while (!joined.Seen().Contains("no sandbox answers at " + url)) // which ends soon after
                {
                }
            }
        }
    }
}
