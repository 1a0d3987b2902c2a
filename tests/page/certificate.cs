using System;
using System.Threading.Tasks;
using Bootpay;
using Newtonsoft.Json;

internal sealed class Page : Controller
{
    internal async Task<string> Certificate()
    {
BootpayApi api = new BootpayApi("5b8f6a4d396fa665fdc2b5ea", "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=");
await api.GetAccessToken();

string receiptId = "612df0250d681b001de61de6";
            
var res = await api.Certificate(receiptId);

string json = JsonConvert.SerializeObject(res,
    Newtonsoft.Json.Formatting.None,
    new JsonSerializerSettings
    {
        NullValueHandling = NullValueHandling.Ignore
    });


return Ok(json);
    }

    private static void Main()
    {
        Console.WriteLine(new Page().Certificate().GetAwaiter().GetResult());
    }
}

// What the page's example stands in is a controller of ASP.NET, which has this method.
internal class Controller
{
    protected string Ok(string text)
    {
        return text;
    }
}
