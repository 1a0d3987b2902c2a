// A panic on either side of the door is an exception of the kind Internal, and the same client works on.

using System;
using System.Collections.Generic;
using System.Reflection;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Bootpay;

internal static class Panics
{
    private static IBootpayFailure Thrown(ErrorKind kind, Action call, string where)
    {
        try
        {
            call();
        }
        catch (BootpayException failure) when (failure.Kind == kind)
        {
            return failure;
        }
        throw new InvalidOperationException(where + ": nothing of the kind " + kind + " was thrown");
    }

    private static int Main()
    {
        var api = new BootpayApi(new BootpayConfig { ApplicationId = "a", PrivateKey = "k", BaseUrl = "http://127.0.0.1:1", MaxRetries = 0 });
        var call = typeof(BootpayObject).GetMethod("Call", BindingFlags.Instance | BindingFlags.NonPublic)
            .MakeGenericMethod(typeof(Bootpay.models.ResDefault));
        foreach (var where in new[] { "panic.inside", "panic.outside" })
        {
            var arguments = new object[] { where, new Dictionary<string, object>(), CancellationToken.None };
            Thrown(ErrorKind.Internal, () => ((Task)call.Invoke(api, arguments)).GetAwaiter().GetResult(), where);
            Thrown(ErrorKind.Connection, () => api.Certificate("612e09260d681b0021e61ab9").GetAwaiter().GetResult(), where);
        }
        var answered = new Dictionary<string, Action>
        {
            { "open", () => new BootpayApi(new BootpayConfig { ApplicationId = "panic.open", PrivateKey = "k" }) },
            { "webhook", () => api.Webhook.Verify(Encoding.ASCII.GetBytes("panic.webhook"), new WebhookDelivery { RemoteAddress = "127.0.0.1" }) },
        };
        foreach (var one in answered)
        {
            if (Thrown(ErrorKind.Internal, one.Value, one.Key).Effect != Effect.None)
            {
                throw new InvalidOperationException(one.Key + ": the effect is not None");
            }
        }
        Console.WriteLine(".NET: a panic is an exception of the kind Internal, and the client works on");
        return 0;
    }
}
