using System;
using System.Threading.Tasks;
using Bootpay;
using Bootpay.models;
using Bootpay.Sandbox;
using Xunit;
using Xunit.Abstractions; // with xunit 2 only

public class RefundTest : IClassFixture<BootpaySandbox>, IDisposable
{
    private readonly BootpaySandbox sandbox;
    private readonly ITestOutputHelper output;

    public RefundTest(BootpaySandbox sandbox, ITestOutputHelper output) // a project for this class
    {
        this.sandbox = sandbox;
        this.output = output;
        sandbox.Reset();
    }

    public void Dispose()
    {
        output.WriteLine(sandbox.Seen()); // which a failing test shows
        sandbox.ThrowIfMisused();         // strict: a misuse fails the test
    }

    [Fact]
    public async Task A_refund_whose_answer_is_lost()
    {
        var api = new BootpayApi(sandbox.Config<BootpayConfig>());
        var receiptId = (string)sandbox.Payment(new { price = 3000, status = 1 })["receipt_id"];
        using (sandbox.Fault("reset_after", new { path = "/cancel", times = 1 }))
        {
            var cancelled = await api.receiptCancel(new Cancel { receiptId = receiptId });
            Assert.Equal(Outcome.Done, cancelled.Meta().Outcome); // its receipt says so
        }
    }
}
