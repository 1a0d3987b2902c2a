using System;
using System.Threading.Tasks;
using Bootpay;
using Newtonsoft.Json;

internal static class Program
{
    private static void Main()
    {
        Run().GetAwaiter().GetResult();
    }

    private static async Task Run()
    {
        var api = new BootpayApi(new BootpayConfig { Mode = "sandbox" }); // or with the keys of your project
        var used = new MemoryOnce();                                      // of one process
        var session = "the visitor's session";

        var begun = api.Identity.Begin(purpose: "회원 가입", session: session);
        // for the page's BootPay.request; begun.Token() stays in the session
        Console.WriteLine(JsonConvert.SerializeObject(begun.Request("5b8f6a4d396fa665fdc2b5e7")));

        var receiptId = "612e09260d681b0021e61ab9"; // what the page sends back; this one is of another order
        try
        {
            var person = await api.Identity.Confirm(receiptId, begun.Token(), session, used);
            Console.WriteLine(person.Name + " " + person.IsAdult(Law.YouthProtection)); // 홍*동 True
        }
        catch (BootpayIdentityException refused)
        {
            // other_order 403 …
            Console.WriteLine(refused.Reason + " " + refused.HttpStatus + " " + refused.CustomerMessage());
        }
    }
}
