// `racer`: one process of a race: for each line it makes so many confirms of one receipt at once and prints what came of them.
// `racer stores`: the store by itself.

using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Bootpay;
using Mono.Data.Sqlite;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

internal static class Racer
{
    private static readonly string Servers = Environment.GetEnvironmentVariable("ONCE_SERVERS");
    private static readonly BootpayApi Api = new BootpayApi("", "");
    private static readonly Dictionary<string, IOnce> Stores = new Dictionary<string, IOnce>
    {
        { "memory", new MemoryOnce() },
        { "sqlite", new DbOnce(() => Sqlite("sqlite.db"), OnceDialect.Sqlite) },
        { "sqlite that is down", new DbOnce(() => Sqlite("nobody/sqlite.db"), OnceDialect.Sqlite) },
    };

    private static DbConnection Sqlite(string file)
    {
        return new SqliteConnection("Data Source=" + Servers + "/" + file + ";Default Timeout=60");
    }

    private static async Task<string> Confirmed(JObject asked)
    {
        try
        {
            var person = await Api.Identity.Confirm(
                (string)asked["receipt_id"], (string)asked["token"], (string)asked["session"], Stores[(string)asked["store"]]);
            return person.Name.Reveal();
        }
        catch (BootpayIdentityException refused)
        {
            return refused.Reason;
        }
        catch (Exception failure)
        {
            return failure.GetType().Name;
        }
    }

    private static void Main(string[] arguments)
    {
        if (arguments.Length > 0)
        {
            StoreByItself().GetAwaiter().GetResult();
            Console.WriteLine("1 passed, 0 failed");
            return;
        }
        Console.WriteLine("ready");
        for (var line = Console.ReadLine(); line != null; line = Console.ReadLine())
        {
            var asked = JObject.Parse(line);
            var all = Enumerable.Range(0, (int)asked["count"]).Select(number => Task.Run(() => Confirmed(asked))).ToArray();
            Task.WaitAll(all);
            var outcomes = all.GroupBy(one => one.Result).ToDictionary(same => same.Key, same => same.Count());
            Console.WriteLine(JsonConvert.SerializeObject(outcomes));
        }
        Environment.Exit(0); // Mono may wait for its idle thread pool for up to a minute when Main returns
    }

    private static void Is(bool found, bool wanted, string what)
    {
        if (found != wanted)
        {
            throw new InvalidOperationException(what + ": " + found);
        }
    }

    private static async Task StoreByItself()
    {
        var minute = TimeSpan.FromMinutes(1);
        var none = CancellationToken.None;
        using (var connection = Sqlite("sqlite.db"))
        {
            connection.Open();
            for (var isKept = 0; isKept < 2; isKept++)
            {
                using (var transaction = connection.BeginTransaction())
                {
                    var joined = new DbOnce(transaction, OnceDialect.Sqlite);
                    Is(await joined.Consume("dotnet-transaction", minute, none), true, "first in a transaction");
                    Is(await joined.Consume("dotnet-transaction", minute, none), false, "again in it, and the transaction goes on");
                    if (isKept == 1)
                    {
                        transaction.Commit();
                    }
                    else
                    {
                        transaction.Rollback();
                    }
                }
            }
        }
        var store = new DbOnce(() => Sqlite("sqlite.db"), OnceDialect.Sqlite);
        Is(await store.Consume("dotnet-transaction", minute, none), false, "what a transaction has kept");
        await store.Consume("dotnet-expired", -minute, none);
        await store.Consume("dotnet-kept", minute, none);
        Is(await store.ForgetExpired() >= 1, true, "what is over is forgotten");
        Is(await store.Consume("dotnet-kept", minute, none), false, "what is not over is kept");
        Is(await store.Consume("dotnet-expired", minute, none), true, "what is forgotten is first again");
        try
        {
            await new DbOnce(() => Sqlite("nobody/sqlite.db"), OnceDialect.Sqlite).Consume("dotnet-down", minute, none);
        }
        catch (SqliteException)
        {
            return;
        }
        throw new InvalidOperationException("a store that is down has answered");
    }
}
