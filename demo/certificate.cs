using System;
using Bootpay;

internal static class Program
{
    private static void Main()
    {
        var api = new BootpayApi("", ""); // keys and address from BOOTPAY_*
        var answer = api.Certificate(Environment.GetEnvironmentVariable("RECEIPT_ID")).GetAwaiter().GetResult();
        answer.Unwrap();
        Console.WriteLine(answer.Raw());
    }
}
