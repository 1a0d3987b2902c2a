// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Bootpay.models;

namespace Bootpay.Tests
{
    /// <summary>The C# of docs/reference, which runs in the sandbox.</summary>
    internal static class Reference
    {
#pragma warning disable 618
        internal static readonly Dictionary<string, Func<BootpayApi, Task>> Of = new Dictionary<string, Func<BootpayApi, Task>>
        {
            {
                "token.request",
                async api =>
                {
                    var token = await api.GetAccessToken();
                    Console.WriteLine(token.Unwrap().expired_at);
                }
            },
            {
                "receipt.get",
                async api =>
                {
                    var receipt = await api.VerifyExpected("5df6e67d4f74b4002a77e0eb", price: 3000, orderId: "1576461949");
                    Console.WriteLine(receipt.data["status"]);
                }
            },
            {
                "receipt.settle",
                async api =>
                {
                    var cancel = new Cancel { receiptId = "5df6e8034f74b4002177e0bb", price = 1200, cancelId = "refund-1" };
                    try
                    {
                        (await api.receiptCancel(cancel)).Unwrap();
                    }
                    catch (Exception lost) when (lost is IBootpayFailure failure && failure.Effect == Effect.Unknown)
                    {
                        Console.WriteLine((await api.Settle(lost, cancelledBefore: 0)).Outcome);
                    }

                    var settlement = await api.SettleCancel("5df6e8034f74b4002177e0bb", cancelPrice: 1200, cancelledBefore: 0);
                    Console.WriteLine(settlement.Outcome);
                }
            },
            {
                "certificate.get",
                async api =>
                {
                    var answer = await api.Certificate("612e09260d681b0021e61ab9");
                    Console.WriteLine(answer.Unwrap()["order_id"]);
                }
            },
            {
                "identity.confirm",
                async api =>
                {
                    var used = new MemoryOnce();
                    var begun = api.Identity.Begin(purpose: "회원 가입", session: "session-1");
                    try
                    {
                        var person = await api.Identity.Confirm("612e09260d681b0021e61ab9", begun.Token(), "session-1", used);
                        Console.WriteLine(person.IsAdult(Law.YouthProtection));
                    }
                    catch (BootpayIdentityException refused)
                    {
                        Console.WriteLine(refused.Reason + " " + refused.CustomerMessage("ko"));
                    }
                }
            },
            {
                "payment.cancel",
                async api =>
                {
                    var answer = await api.receiptCancel(new Cancel
                    {
                        receiptId = "5df6e8034f74b4002177e0bb",
                        price = 1200,
                        taxFree = 200,
                        reason = "변심",
                    });
                    Console.WriteLine(answer.Unwrap()["remain_price"]);
                }
            },
            {
                "payment.submit",
                async api =>
                {
                    var answer = await api.Submit("5fffc0460c20b903e88a2d2c");
                    Console.WriteLine(answer.Unwrap()["status"]);
                }
            },
            {
                "billing_key.request",
                async api =>
                {
                    var answer = await api.getBillingKey(new Subscribe
                    {
                        pg = "nicepay",
                        orderId = "order-1",
                        itemName = "정기결제",
                        cardNo = "9000200012341000",
                        cardPw = "12",
                        expireYear = "29",
                        expireMonth = "12",
                        identifyNumber = "901004",
                    });
                    Console.WriteLine(answer.Unwrap().billingKey);
                }
            },
            {
                "billing_key.lookup",
                async api =>
                {
                    var answer = await api.LookupBillingKey("5b025b33e13f33310ce560fa");
                    Console.WriteLine(answer.Unwrap().billingKey);
                }
            },
            {
                "billing_key.delete",
                async api =>
                {
                    var answer = await api.destroyBillingKey("5b025b33e13f33310ce560fb");
                    answer.Unwrap();
                    Console.WriteLine(answer.status); // 200
                }
            },
            {
                "billing.pay",
                async api =>
                {
                    var answer = await api.requestSubscribe(new SubscribePayload
                    {
                        billingKey = "5b025b33e13f33310ce560fb",
                        itemName = "정기결제",
                        price = 3000,
                        orderId = "order-2",
                    });
                    Console.WriteLine(answer.Unwrap()["receipt_id"]);
                    Console.WriteLine(answer.Unwrap()["card_name"]);
                }
            },
            {
                "billing.reserve",
                async api =>
                {
                    var answer = await api.reserveSubscribe(new SubscribePayload
                    {
                        billingKey = "5b025b33e13f33310ce560fb",
                        itemName = "정기결제",
                        price = 3000,
                        orderId = "order-3",
                        executeAt = 1893456000,
                    });
                    Console.WriteLine(answer.Unwrap()["reserve_id"]);
                }
            },
            {
                "reservation.cancel",
                async api =>
                {
                    var billing = await api.reserveSubscribe(new SubscribePayload
                    {
                        billingKey = "5b025b33e13f33310ce560fb",
                        itemName = "정기결제",
                        price = 3000,
                        orderId = "order-3",
                        executeAt = 1893456000,
                    });
                    var answer = await api.reserveCancelSubscribe((string)billing.Unwrap()["reserve_id"]);
                    answer.Unwrap();
                    Console.WriteLine(answer.status); // 200
                }
            },
            {
                "user_token.request",
                async api =>
                {
                    var answer = await api.getUserToken(new UserToken { userId = "member-1", phone = "01012341234" });
                    Console.WriteLine(answer.Unwrap().userToken);
                }
            },
            {
                "link.request",
                async api =>
                {
                    var answer = await api.requestPayment(new Payload
                    {
                        orderId = "order-5",
                        name = "상품",
                        price = 3000,
                        methods = new List<string> { "card", "phone" },
                    });
                    Console.WriteLine(answer.Unwrap());
                }
            },
            {
                "webhook.create",
                async api =>
                {
                    var answer = await api.CreateWebhook("5df6e67d4f74b4002a77e0eb", "https://shop.example.org/bootpay");
                    answer.Unwrap();
                    Console.WriteLine(answer.status); // 200
                }
            },
            {
                "delivery.start",
                async api =>
                {
                    var answer = await api.DeliveryStart("00000000000000000000e5c0", "123456789012", "001");
                    answer.Unwrap();
                    Console.WriteLine(answer.status); // 200
                }
            },
            {
                "npay_product.send",
                async api =>
                {
                    var answer = await api.NaverpayItemResponse(new Dictionary<string, object>
                    {
                        { "item_id", "1" },
                        { "stock", 3 },
                    });
                    answer.Unwrap();
                    Console.WriteLine(answer.status); // 200
                }
            },
            {
                "project.update",
                async api =>
                {
                    var answer = await api.UpdatePgResource(new Dictionary<string, object>
                    {
                        { "method", "card" },
                        { "pg", "kcp" },
                    });
                    answer.Unwrap();
                    Console.WriteLine(answer.status); // 200
                }
            },
            {
                "wallet.list",
                async api =>
                {
                    await api.getUserToken(new UserToken { userId = "member-1", phone = "01012341234" });
                    var answer = await api.GetUserWallets(new WalletsPayload { userId = "member-1" });
                    answer.Unwrap();
                    Console.WriteLine(answer.status); // 200
                }
            },
            {
                "wallet.pay",
                async api =>
                {
                    await api.getUserToken(new UserToken { userId = "member-1", phone = "01012341234" });
                    var answer = await api.RequestWalletPayment(new Dictionary<string, object>
                    {
                        { "order_id", "order-6" },
                        { "order_name", "상품" },
                        { "price", 3000 },
                        { "user_id", "member-1" },
                    });
                    answer.Unwrap();
                    Console.WriteLine(answer.status); // 200
                }
            },
            {
                "remote_link.send",
                async api =>
                {
                    var message = new Dictionary<string, object>
                    {
                        { "st", 1 }, { "rps", new List<string> { "01012341234" } }, { "sp", "0212341234" }, { "msg", "결제해 주세요" },
                    };
                    var answer = await api.RemoteLink(new Dictionary<string, object>
                    {
                        { "item_name", "상품" }, { "price", 3000 }, { "order_id", "order-8" }, { "sms_payload", message },
                    });
                    answer.Unwrap();
                    Console.WriteLine(answer.status); // 200
                }
            },
            {
                "remote_form.send",
                async api =>
                {
                    var answer = await api.RemoteForm(new Dictionary<string, object>
                    {
                        { "remote_form", new Dictionary<string, object> { { "fm", new List<string> { "card" } }, { "ip", 3000 }, { "n", "상품" }, { "o_key", "order-7" }, { "pg", "kcp" } } },
                    });
                    answer.Unwrap();
                    Console.WriteLine(answer.status); // 200
                }
            },
            {
                "sms.send",
                async api =>
                {
                    var message = new Dictionary<string, object>
                    {
                        { "rps", new List<string> { "01012341234" } }, { "msg", "안녕하세요" }, { "sp", "0212341234" },
                    };
                    var answer = await api.SendSms(new Dictionary<string, object> { { "data", message } });
                    answer.Unwrap();
                    Console.WriteLine(answer.status); // 200
                }
            },
            {
                "lms.send",
                async api =>
                {
                    var message = new Dictionary<string, object>
                    {
                        { "rps", new List<string> { "01012341234" } }, { "sj", "제목" }, { "msg", "안녕하세요" }, { "sp", "0212341234" },
                    };
                    var answer = await api.SendLms(new Dictionary<string, object> { { "data", message } });
                    answer.Unwrap();
                    Console.WriteLine(answer.status); // 200
                }
            },
        };
#pragma warning restore 618
    }
}
