// One client of .NET under load: `driver CLIENT IN_FLIGHT SECONDS [CALLS]`. See driver.py.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Bootpay;
using Bootpay.models.response;
using Newtonsoft.Json;

internal static class Driver
{
    private static readonly string Where = Environment.GetEnvironmentVariable("BENCH_BASE") + Environment.GetEnvironmentVariable("BENCH_PATH");
    private static readonly string ReceiptId = Path.GetFileName(Environment.GetEnvironmentVariable("BENCH_PATH"));

    private sealed class Whole
    {
        [JsonProperty("data")]
        public ResVerifyData Data { get; set; }
    }

    /// <summary>Makes a client and gives a call, which returns the receipt in the official class.</summary>
    private static Func<Task<ResVerifyData>> Client(string name)
    {
        if (name == "ours")
        {
            var api = new BootpayApi("", "");
            return async () => (await api.Verify(ReceiptId).ConfigureAwait(false)).As<ResVerifyData>();
        }
        var handler = new HttpClientHandler
        {
            MaxConnectionsPerServer = 100,
            // Mono reads no file of CA certificates, so only its name is compared
            ServerCertificateCustomValidationCallback = (request, certificate, chain, errors) => certificate.Issuer == "CN=bench CA",
        };
        var client = new HttpClient(handler);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "token");
        return async () => JsonConvert.DeserializeObject<Whole>(await client.GetStringAsync(Where).ConfigureAwait(false)).Data;
    }

    private static async Task LookedAt(Task<ResVerifyData> call)
    {
        var receipt = await call.ConfigureAwait(false);
        if (receipt.receiptId != ReceiptId || receipt.status != 1)
        {
            throw new InvalidDataException("another answer came: " + receipt);
        }
    }

    private static async Task<long> Load(Func<Task<ResVerifyData>> call, int inFlight, double seconds, long most)
    {
        var clock = Stopwatch.StartNew();
        long calls = 0;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(number => Task.Run(async () =>
        {
            for (long count = 0; count < most && clock.Elapsed.TotalSeconds < seconds; count++)
            {
                await LookedAt(call()).ConfigureAwait(false);
                Interlocked.Increment(ref calls);
            }
        }))).ConfigureAwait(false);
        return calls;
    }

    private static Func<long, Dictionary<string, object>> Since()
    {
        var clock = Stopwatch.StartNew();
        var used = Process.GetCurrentProcess().TotalProcessorTime;
        return calls => new Dictionary<string, object>
        {
            { "calls", calls }, { "seconds", clock.Elapsed.TotalSeconds },
            { "cpu_s", (Process.GetCurrentProcess().TotalProcessorTime - used).TotalSeconds },
            { "resident_kb", int.Parse(Regex.Match(File.ReadAllText("/proc/self/status"), @"VmRSS:\s+(\d+)").Groups[1].Value) },
        };
    }

    private static async Task Run(string[] arguments)
    {
        var inFlight = int.Parse(arguments[1]);
        var seconds = double.Parse(arguments[2], CultureInfo.InvariantCulture);
        var most = arguments.Length > 3 ? long.Parse(arguments[3]) : long.MaxValue;
        var took = Since();
        var call = Client(arguments[0]);
        await LookedAt(call());
        var first = took(1);
        if (arguments.Length == 3)
        {
            await Load(call, inFlight, seconds / 2, most);
        }
        took = Since();
        var calls = await Load(call, inFlight, seconds, most);
        Console.WriteLine(JsonConvert.SerializeObject(new Dictionary<string, object> { { "first", first }, { "load", took(calls) } }));
    }

    private static void Main(string[] arguments)
    {
        Run(arguments).GetAwaiter().GetResult();
        Environment.Exit(0); // Mono may wait for its idle thread pool for up to a minute when Main returns
    }
}
