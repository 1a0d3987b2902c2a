// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Bootpay.models;

namespace Bootpay.Tests
{
    /// <summary>The call of each operation, with the fields of a shared case.</summary>
    internal static class Methods
    {
#pragma warning disable 618 // what Bootpay has deprecated is called too
        internal static readonly Dictionary<string, Func<BootpayApi, Given, Task<ResDefault>>> Of =
            new Dictionary<string, Func<BootpayApi, Given, Task<ResDefault>>>
            {
                {
                    "certificate.get",
                    async (api, given) => await api.Certificate(given.Text("receipt_id"))
                },
                {
                    "payment.cancel",
                    async (api, given) => await api.receiptCancel(given.As<Cancel>())
                },
                {
                    "payment.submit",
                    async (api, given) => await api.Submit(given.Text("receipt_id"))
                },
                {
                    "billing_key.request",
                    async (api, given) => await api.getBillingKey(given.As<Subscribe>())
                },
                {
                    "billing_key.lookup",
                    async (api, given) => await api.LookupBillingKey(given.Text("receipt_id"))
                },
                {
                    "billing_key.delete",
                    async (api, given) => await api.destroyBillingKey(given.Text("billing_key"))
                },
                {
                    "billing.pay",
                    async (api, given) => await api.requestSubscribe(given.As<SubscribePayload>())
                },
                {
                    "billing.reserve",
                    async (api, given) => await api.reserveSubscribe(given.As<SubscribePayload>())
                },
                {
                    "reservation.cancel",
                    async (api, given) => await api.reserveCancelSubscribe(given.Text("reserve_id"))
                },
                {
                    "user_token.request",
                    async (api, given) => await api.getUserToken(given.As<UserToken>())
                },
                {
                    "link.request",
                    async (api, given) => await api.requestPayment(given.As<Payload>())
                },
                {
                    "webhook.create",
                    async (api, given) => await api.CreateWebhook(given.Text("receipt_id"), given.Text("webhook_url"))
                },
                {
                    "delivery.start",
                    async (api, given) => await api.DeliveryStart(given.Text("receipt_id"), given.Text("delivery_no"), given.Text("delivery_corp"))
                },
                {
                    "npay_product.send",
                    async (api, given) => await api.NaverpayItemResponse(given.Whole())
                },
                {
                    "project.update",
                    async (api, given) => await api.UpdatePgResource(given.Whole())
                },
                {
                    "wallet.list",
                    async (api, given) => await api.GetUserWallets(given.As<WalletsPayload>())
                },
                {
                    "wallet.pay",
                    async (api, given) => await api.RequestWalletPayment(given.Whole())
                },
                {
                    "remote_link.send",
                    async (api, given) => await api.RemoteLink(given.Whole())
                },
                {
                    "remote_form.send",
                    async (api, given) => await api.RemoteForm(given.Whole())
                },
                {
                    "sms.send",
                    async (api, given) => await api.SendSms(given.Whole())
                },
                {
                    "lms.send",
                    async (api, given) => await api.SendLms(given.Whole())
                },
            };
#pragma warning restore 618
    }
}
