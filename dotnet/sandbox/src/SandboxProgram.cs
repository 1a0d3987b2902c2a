using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Bootpay.Sandbox
{
    /// <summary>The program <c>bootpay sandbox</c> as a child of this process, with which it ends.</summary>
    internal sealed class SandboxProgram
    {
        private readonly Process _process;
        private readonly Task<string> _complaints;

        /// <summary>What it said of itself: address and keys.</summary>
        internal JObject Told { get; }

        /// <summary>Starts it and waits until it listens.</summary>
        internal SandboxProgram(string[] arguments)
        {
            _process = Run(arguments);
            _complaints = _process.StandardError.ReadToEndAsync();
            var line = Task.Run(() => _process.StandardOutput.ReadLine());
            Told = line.Wait(ControlRoutes.Patience) ? Read(line.Result) : null;
            if (Told == null)
            {
                Stop();
                var why = _complaints.Wait(ControlRoutes.Patience) ? _complaints.Result.Trim() : "";
                throw new SandboxException("the sandbox did not start: " + why);
            }
        }

        private static Process Run(string[] arguments)
        {
            var path = Find();
            var own = string.Concat(arguments.Select(one => " " + Quoted(one)));
            var start = new ProcessStartInfo(path, "sandbox --listen 127.0.0.1:0 --json --with-parent" + own)
            {
                UseShellExecute = false,
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            };
            try
            {
                return Process.Start(start);
            }
            catch (Exception failure) when (failure is System.ComponentModel.Win32Exception || failure is IOException)
            {
                const string remedy = "set BOOTPAY_PROGRAM to the program bootpay, or put it on the PATH";
                throw new SandboxException("the sandbox cannot be run (" + path + "): " + remedy, failure);
            }
        }

        /// <summary>An argument as one word of a command line.</summary>
        private static string Quoted(string argument)
        {
            // Mono takes the line apart as a Unix shell does. Elsewhere a backslash escapes only before a quotation mark.
            var likeAShell = Type.GetType("Mono.Runtime") != null && !RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
            var escaped = likeAShell
                ? argument.Replace("\\", "\\\\").Replace("\"", "\\\"")
                : Regex.Replace(Regex.Replace(argument, @"(\\*)""", @"$1$1\"""), @"\\+\z", "$0$0");
            return "\"" + escaped + "\"";
        }

        /// <summary>What the program says first, or null if that is something else.</summary>
        private static JObject Read(string line)
        {
            try
            {
                var told = JObject.Parse(line ?? "");
                return told["url"] == null ? null : told;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        internal void Stop()
        {
            _process.StandardInput.Dispose(); // which it ends with
            if (!_process.WaitForExit(ControlRoutes.Patience))
            {
                _process.Kill();
                _process.WaitForExit();
            }
            _process.Dispose();
        }

        private static string Find()
        {
            var named = Environment.GetEnvironmentVariable("BOOTPAY_PROGRAM");
            if (!string.IsNullOrEmpty(named))
            {
                return named;
            }
            var assembly = typeof(SandboxProgram).Assembly.Location;
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
    }
}
