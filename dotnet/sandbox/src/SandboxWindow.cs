using System;
using Newtonsoft.Json.Linq;

namespace Bootpay.Sandbox
{
    /// <summary>The window of an identity verification or a payment, open until it is approved, cancelled or failed.</summary>
    public sealed class SandboxWindow
    {
        private readonly ControlRoutes _control;

        /// <summary>The certificate or the receipt is read with it, once the window was approved.</summary>
        public string ReceiptId { get; }
        /// <summary>The order that it was opened for, or null.</summary>
        public string OrderId { get; }
        /// <summary>identity or payment.</summary>
        public string Kind { get; }
        /// <summary>Where a browser shows it.</summary>
        public string Url { get; }

        internal SandboxWindow(ControlRoutes control, JObject told)
        {
            _control = control;
            ReceiptId = (string)told["receipt_id"];
            OrderId = (string)told["order_id"];
            Kind = (string)told["kind"];
            Url = (string)told["url"];
        }

        /// <summary>waiting, approved, cancelled or failed. The sandbox is asked each time.</summary>
        public string State()
        {
            return (string)_control.Call("GET", Route())["state"];
        }

        /// <summary>Somebody finishes it.</summary>
        /// <param name="persona">Who that is, as in <see cref="BootpaySandbox.Person"/>.</param>
        /// <param name="age">만 나이.</param>
        /// <param name="yearAge">연 나이.</param>
        /// <param name="birth">Such as 1990-10-04.</param>
        /// <param name="without">What the certificate lacks.</param>
        /// <param name="fields">Others of the person, such as username; of a payment method, card and quota.</param>
        public JObject Approve(
            string persona = null, int? age = null, int? yearAge = null, string birth = null, object without = null,
            object fields = null)
        {
            return Decide("approve", Fields.Of(fields, new { persona, age, yearAge, birth, without }));
        }

        /// <summary>Somebody closes it.</summary>
        public JObject Cancel()
        {
            return Decide("cancel", null);
        }

        /// <summary>The agency or the gateway refuses.</summary>
        /// <param name="message">What the page is told.</param>
        public JObject Fail(string message = null)
        {
            return Decide("fail", Fields.Of(null, new { message }));
        }

        private JObject Decide(string how, JObject fields)
        {
            return (JObject)_control.Call("POST", Route() + "/" + how, fields);
        }

        private string Route()
        {
            return "/sandbox/windows/" + Uri.EscapeDataString(ReceiptId);
        }

        /// <summary>Its kind and receipt id.</summary>
        public override string ToString()
        {
            return "SandboxWindow(" + Kind + ", " + ReceiptId + ")";
        }
    }
}
