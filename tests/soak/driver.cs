// The .NET driver of `make soak`: the installed package, used as anybody would.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Bootpay;
using Bootpay.models;

internal static class Driver
{
    private const int Workers = 16;
    private const string IdentityId = "612e09260d681b0021e61ab9";
    private const string Payment = "5df6e67d4f74b4002a77e0eb";
    private const string BillingKey = "5b025b33e13f33310ce560fb";

    private static async Task<bool> IsGood<TAnswer>(Task<TAnswer> call) where TAnswer : ResDefault
    {
        try
        {
            return (await call.ConfigureAwait(false)).Error() == null;
        }
        catch (BootpayException)
        {
            return false;
        }
    }

    private static Task Each(int count, Func<int, Task> action)
    {
        return Task.WhenAll(Enumerable.Range(0, count).Select(number => Task.Run(() => action(number))));
    }

    private static async Task Tokens()
    {
        var api = new BootpayApi("", "");
        var good = 0;
        await Each(100, async number =>
        {
            if (await IsGood(api.Certificate(IdentityId)))
            {
                Interlocked.Increment(ref good);
            }
        });
        Console.WriteLine(good);
    }

    private static async Task Cancels()
    {
        var api = new BootpayApi(new BootpayConfig { Timeout = TimeSpan.FromSeconds(0.5), Deadline = TimeSpan.FromSeconds(4) });
        var gate = new object();
        Func<string> next = () =>
        {
            lock (gate)
            {
                return Console.In.ReadLine();
            }
        };
        await Each(Workers, async number =>
        {
            for (var line = next(); line != null; line = next())
            {
                Console.WriteLine(await CancelPayment(api, line.Split(' ')));
            }
        });
    }

    private static async Task<string> CancelPayment(BootpayApi api, string[] line)
    {
        var before = 0;
        var said = new List<string> { line[0] };
        foreach (var amount in line.Skip(1))
        {
            var price = amount == "*" ? 0 : int.Parse(amount); // * is all that is left
            var outcome = await Cancelled(api, line[0], price, before);
            if (outcome == "done" || outcome == "unknown:done")
            {
                before += price;
            }
            said.Add(outcome);
        }
        return string.Join(" ", said);
    }

    private static async Task<string> Cancelled(BootpayApi api, string receiptId, int price, int before)
    {
        Exception lost;
        try
        {
            var answer = await api.receiptCancel(new Cancel { receiptId = receiptId, price = price == 0 ? Cancel.All : price });
            return answer.Error() == null ? "done" : "none";
        }
        catch (BootpayException failure)
        {
            if (failure.Effect == Effect.None)
            {
                return "none";
            }
            lost = failure;
        }
        for (var attempt = 0; attempt < 10; attempt++) // the receipt may be hard to read too; a merchant would try again later
        {
            try
            {
                switch ((await api.Settle(lost, before)).Outcome)
                {
                    case Outcome.Done:
                        return "unknown:done";
                    case Outcome.NotDone:
                        return "unknown:not_done";
                    case Outcome.Pending:
                        return "unknown:pending";
                    default:
                        return "unknown:unclear";
                }
            }
            catch (BootpayException)
            {
            }
        }
        return "unknown:failed";
    }

    private static async Task LoadFor(double seconds, int inFlight)
    {
        var api = new BootpayApi(new BootpayConfig { Deadline = TimeSpan.FromSeconds(2) });
        await IsGood(api.Certificate(IdentityId)); // what the runtime compiles for a first call takes no part of a deadline
        var clock = Stopwatch.StartNew();
        long calls = 0, answered = 0, slowest = 0;
        // The memory measured is what is held, and not what has not been collected yet.
        using (new Timer(unused => GC.Collect(), null, 1000, 1000))
        {
            await Each(inFlight, async first =>
            {
                for (var call = 0; clock.Elapsed.TotalSeconds < seconds; call++)
                {
                    var began = clock.ElapsedMilliseconds;
                    if (await OneCall(api, (first + call) % 10, "o-" + first + "-" + call).ConfigureAwait(false))
                    {
                        Interlocked.Increment(ref answered);
                    }
                    var took = clock.ElapsedMilliseconds - began;
                    for (var most = Interlocked.Read(ref slowest); took > most; most = Interlocked.Read(ref slowest))
                    {
                        Interlocked.CompareExchange(ref slowest, took, most);
                    }
                    Interlocked.Increment(ref calls);
                }
            });
        }
        Console.WriteLine(calls + " " + answered + " " + slowest);
    }

    private static Task<bool> OneCall(BootpayApi api, int kind, string orderId)
    {
        if (kind < 4)
        {
            return IsGood(api.Certificate(IdentityId));
        }
        if (kind < 7)
        {
            return IsGood(api.Verify(Payment));
        }
        if (kind == 7)
        {
            return IsGood(api.receiptCancel(new Cancel { receiptId = IdentityId, price = Cancel.All }));
        }
        if (kind == 8)
        {
            return IsGood(api.GetAccessToken());
        }
        return IsGood(api.requestSubscribe(
            new SubscribePayload { billingKey = BillingKey, itemName = "soak", price = 1000, orderId = orderId }));
    }

    private static void Main(string[] arguments)
    {
        Run(arguments).GetAwaiter().GetResult();
        Environment.Exit(0); // Mono may wait for its idle thread pool for up to a minute when Main returns
    }

    private static Task Run(string[] arguments)
    {
        switch (arguments[0])
        {
            case "tokens":
                return Tokens();
            case "cancels":
                return Cancels();
            case "load":
                return LoadFor(double.Parse(arguments[1], CultureInfo.InvariantCulture), int.Parse(arguments[2]));
            default:
                throw new ArgumentException("there is no " + arguments[0]);
        }
    }
}
