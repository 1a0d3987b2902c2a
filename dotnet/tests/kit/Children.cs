// Test classes that a test of the kit runs in a process of its own.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Bootpay.models;
using Bootpay.Sandbox;
using Newtonsoft.Json.Linq;
using Xunit;
using Xunit.Abstractions;

namespace Bootpay.Tests
{
    public abstract class InSandbox : IClassFixture<BootpaySandbox>, IDisposable
    {
        protected readonly BootpaySandbox Sandbox;
        private readonly ITestOutputHelper _output;

        protected InSandbox(BootpaySandbox sandbox, ITestOutputHelper output)
        {
            (Sandbox, _output) = (sandbox, output);
            sandbox.Reset();
        }

        public void Dispose()
        {
            _output.WriteLine(Sandbox.Seen());
            Sandbox.ThrowIfMisused();
        }

        protected BootpayApi Client()
        {
            return new BootpayApi(Sandbox.Quick<BootpayConfig>());
        }
    }

    public class Failing : InSandbox
    {
        public Failing(BootpaySandbox sandbox, ITestOutputHelper output) : base(sandbox, output)
        {
        }

        [Fact]
        public async Task After_some_calls()
        {
            var api = Client();
            const string paid = "00000000000000000000da7a";
            Sandbox.Payment(new { receiptId = paid, price = 3000, status = 1 });
            await api.Verify(paid);
            Sandbox.Fault("reset", new { path = "/cancel", times = 5 });
            var cancel = new Cancel { receiptId = paid, name = "canary-name", reason = "canary-reason" };
            await Check.Throws<BootpayException>(() => api.receiptCancel(cancel));
            await api.GetUserWallets(new WalletsPayload { userId = "canary-user" });
            throw new Failed("it fails");
        }

        [Fact]
        public void Without_a_call()
        {
            Sandbox.Person(fields: new { username = "canary-name" });
            throw new Failed("it fails");
        }
    }

    public class Misusing : InSandbox
    {
        public Misusing(BootpaySandbox sandbox, ITestOutputHelper output) : base(sandbox, output)
        {
        }

        [Fact]
        public async Task One_id_for_two_cancels()
        {
            foreach (var price in new[] { 3000, 4000 })
            {
                var paid = (string)Sandbox.Payment(new { price, status = 1 })["receipt_id"];
                await Client().receiptCancel(new Cancel { receiptId = paid, cancelId = "refund-1" });
            }
        }

        [Fact]
        public void Nothing()
        {
        }
    }

    /// <summary>Goes on until somebody ends the process.</summary>
    public class Waiting : InSandbox
    {
        public Waiting(BootpaySandbox sandbox, ITestOutputHelper output) : base(sandbox, output)
        {
        }

        [Fact]
        public void For_its_end()
        {
            Console.WriteLine(Sandbox.Url);
            Console.ReadLine();
        }
    }

    /// <summary>Tests that run beside those of other classes, each with somebody of its own name at the same receipt.</summary>
    public abstract class Beside : InSandbox
    {
        private static readonly HashSet<string> Projects = new HashSet<string>();

        protected Beside(BootpaySandbox sandbox, ITestOutputHelper output) : base(sandbox, output)
        {
            lock (Projects)
            {
                Projects.Add(sandbox.ApplicationId);
                Console.WriteLine("at " + sandbox.Url + " project " + Projects.Count);
            }
        }

        [Fact]
        public async Task Nobody_is_met()
        {
            const string receiptId = "00000000000000000000da7a";
            var username = GetType().Name;
            for (var time = 0; time < 5; time++)
            {
                Sandbox.Identity(new { receiptId, username });
                var found = (JObject)(await Client().Certificate(receiptId)).Unwrap()["certificate"];
                Assert.Equal(username, (string)found["username"]);
            }
            Assert.Equal(5, Sandbox.Requests("certificate.get").Count);
            Sandbox.Advance(TimeSpan.FromDays(1));
        }

        [Fact]
        public void It_begins_anew()
        {
            Assert.Equal(0, Sandbox.Requests().Count);
        }
    }

    public class First : Beside
    {
        public First(BootpaySandbox sandbox, ITestOutputHelper output) : base(sandbox, output)
        {
        }
    }

    public class Second : Beside
    {
        public Second(BootpaySandbox sandbox, ITestOutputHelper output) : base(sandbox, output)
        {
        }
    }

    public class Third : Beside
    {
        public Third(BootpaySandbox sandbox, ITestOutputHelper output) : base(sandbox, output)
        {
        }
    }

    public class Fourth : Beside
    {
        public Fourth(BootpaySandbox sandbox, ITestOutputHelper output) : base(sandbox, output)
        {
        }
    }
}
