using System.Threading.Tasks;
using Bootpay;
using Bootpay.Sandbox;
using NUnit.Framework;

public class SignUpTest
{
    private BootpaySandbox sandbox;

    [OneTimeSetUp]
    public void MakeProject() { sandbox = new BootpaySandbox(); }

    [OneTimeTearDown]
    public void EndProject() { sandbox?.Dispose(); }

    [SetUp]
    public void Reset() { sandbox.Reset(); }

    [TearDown]
    public void Report()
    {
        TestContext.Out.WriteLine(sandbox.Seen());
        sandbox.ThrowIfMisused();
    }

    [Test]
    public async Task Somebody_of_19_signs_up()
    {
        var api = new BootpayApi(sandbox.Config<BootpayConfig>());
        var begun = api.Identity.Begin("회원 가입", "session-1");
        var window = sandbox.Window(begun.OrderId);
        window.Approve(age: 19, fields: new { username = "성춘향" });
        var person = await api.Identity.Confirm(window.ReceiptId, begun.Token(), "session-1", new MemoryOnce());
        Assert.That(person.Name.Reveal(), Is.EqualTo("성춘향"));
    }
}
