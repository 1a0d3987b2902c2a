using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Bootpay.models;

namespace Bootpay
{
    /// <summary>
    /// A client of Bootpay's v1 server API: payments, billing keys and identity verification (본인인증). It has the names of the
    /// official package. One may be used by any number of threads; make one for the program.
    /// </summary>
    /// <remarks>
    /// A call that the server refuses gives a filled answer, as in the official package: its <c>status</c> and <c>code</c> say why,
    /// and so does <see cref="ResDefault.Error"/>. What comes to no such answer is thrown, a <see cref="BootpayException"/>, or a
    /// <see cref="BootpayCanceledException"/> if its CancellationToken gave the call up. Tokens are got and renewed by themselves.
    /// </remarks>
    public partial class BootpayApi : BootpayObject
    {
        /// <summary>The trace source "Bootpay". It gets a line for each attempt of a call when that is over: as a Warning if no answer
        /// came, or 429 or 5xx, else Verbose. Its switch is off until you set it.</summary>
        public static readonly TraceSource Trace = new TraceSource("Bootpay", SourceLevels.Off);

        /// <summary>A client of the mode that BOOTPAY_MODE names, or of production. An id or key that is null or empty comes from the
        /// environment. What cannot be is the error of the first call.</summary>
        public BootpayApi(string applicationId, string privateKey) : base(applicationId, privateKey)
        {
        }

        /// <summary>A client of this mode, one of the constants MODE_…</summary>
        public BootpayApi(string applicationId, string privateKey, int mode) : base(applicationId, privateKey, mode)
        {
        }

        /// <summary>A client of this configuration. What cannot be is a <see cref="BootpayException"/> at once; nothing is sent.</summary>
        public BootpayApi(BootpayConfig config) : base(config)
        {
        }

        /// <summary>Identity verification with this client.</summary>
        public Identity Identity
        {
            get { return new Identity(this); }
        }

        /// <summary>Reads webhooks with this client's key.</summary>
        public BootpayWebhook Webhook
        {
            get { return new BootpayWebhook(this); }
        }

        /// <summary>The same client with other limits, or a token of your own. It has the same keys, connections and logs. What cannot
        /// be is the error of the call.</summary>
        public BootpayApi WithOptions(BootpayOptions options)
        {
            var with = (BootpayApi)MemberwiseClone();
            with.Options = options.Over(Options);
            return with;
        }

        /// <summary>
        /// Reads a receipt. A payment is done only if its status is 1, the price is the one that you asked for and the order is
        /// yours: the receipt id came through the customer's browser. <see cref="VerifyExpected"/> compares them.
        /// </summary>
        public Task<ResDefault> Verify(string receiptId, CancellationToken cancel = default(CancellationToken))
        {
            return Call<ResDefault>("receipt.get", new Dictionary<string, object> { { "receipt_id", receiptId } }, cancel);
        }

        /// <summary>
        /// Reads a receipt, and throws whenever it is not known to be the expected one: <see cref="ErrorKind.Mismatch"/> if it differs,
        /// and whatever else goes wrong, a refusal too. What is null is not compared.
        /// </summary>
        /// <param name="receiptId">The receipt's id.</param>
        /// <param name="price">The price that you asked for, in won.</param>
        /// <param name="orderId">The order id that you issued.</param>
        /// <param name="status">The status, by number; null: 1, paid. Before Submit it is 2.</param>
        /// <param name="cancel">Gives the call up.</param>
        public async Task<ResDefault> VerifyExpected(
            string receiptId, long? price = null, string orderId = null, int? status = null,
            CancellationToken cancel = default(CancellationToken))
        {
            if (price == null && orderId == null && status == null)
            {
                throw BootpayException.Refused("receipt.get", "price and orderId", "say nothing, so nothing would be compared");
            }
            var fields = new Dictionary<string, object>
            {
                { "receipt_id", receiptId }, { "expected_price", price }, { "expected_order_id", orderId },
                { "expected_status", status },
            };
            var receipt = await Call<ResDefault>("receipt.get", fields, cancel).ConfigureAwait(false);
            receipt.Unwrap();
            return receipt;
        }

        /// <summary>
        /// Finds out what became of a cancel or an approval whose answer was lost, by reading its receipt. It sends nothing that could
        /// take effect.
        /// </summary>
        /// <remarks>
        /// A receipt says how much was cancelled so far, and not by which request. What became of a cancel of a part follows from
        /// what was cancelled of this payment before it. A charge has no receipt to read and is refused: look for its order in
        /// the admin page, or wait for its webhook.
        /// </remarks>
        /// <param name="lost">The exception of the call, with <see cref="Effect.Unknown"/>.</param>
        /// <param name="cancelledBefore">What was cancelled of this payment before, in won, by your own books; null: not
        /// known.</param>
        /// <param name="cancel">Gives the call up.</param>
        public async Task<Settlement> Settle(
            Exception lost, long? cancelledBefore = null, CancellationToken cancel = default(CancellationToken))
        {
            var failure = lost is BootpayException ? ((BootpayException)lost).Failure
                : lost is BootpayCanceledException ? ((BootpayCanceledException)lost).Failure : null;
            if (failure == null)
            {
                throw BootpayException.Refused("receipt.settle", "lost", "must be the exception of a call");
            }
            // in full: what is null says something here, and what is absent something else
            var said = new Dictionary<string, object>
            {
                { "effect", failure.Effect == Effect.None ? "none" : "unknown" }, { "operation", failure.Operation },
                { "receipt_id", failure.ReceiptId },
            };
            if (failure.SaysPrice)
            {
                said["cancel_price"] = failure.CancelPrice;
            }
            var fields = new Dictionary<string, object> { { "failure", said }, { "cancelled_before", cancelledBefore } };
            return await Settled(new Whole(fields), cancel).ConfigureAwait(false);
        }

        /// <summary>
        /// Does for a cancel what Settle does, when only your books are left of it. Store receipt id, price and a cancelId of your own
        /// before you cancel: with them a cancel that is <see cref="Outcome.NotDone"/> can be repeated.
        /// </summary>
        /// <param name="receiptId">The receipt that was to be cancelled.</param>
        /// <param name="cancelPrice">How much the lost cancel asked for, in won; null: all that was left.</param>
        /// <param name="cancelledBefore">What was cancelled of this payment before it, in won; null: not known.</param>
        /// <param name="cancel">Gives the call up.</param>
        public Task<Settlement> SettleCancel(
            string receiptId, long? cancelPrice, long? cancelledBefore = null, CancellationToken cancel = default(CancellationToken))
        {
            var fields = new Dictionary<string, object>
            {
                { "receipt_id", receiptId }, { "cancel_price", cancelPrice }, { "cancelled_before", cancelledBefore },
            };
            return Settled(fields, cancel);
        }

        private async Task<Settlement> Settled(object fields, CancellationToken cancel)
        {
            var receipt = await Call<ResDefault>("receipt.settle", fields, cancel).ConfigureAwait(false);
            receipt.Unwrap();
            return new Settlement(receipt.Meta().Outcome ?? Outcome.Unclear, receipt);
        }
    }

    /// <summary>What became of a call whose answer was lost.</summary>
    public enum Outcome
    {
        /// <summary>It took effect.</summary>
        Done,
        /// <summary>It did not take effect up to now; a request that is still on its way may yet. Settle again after the deadline of the
        /// lost call, or repeat a cancel with the same cancelId, which cannot cancel twice.</summary>
        NotDone,
        /// <summary>The payment gateway is still at it. Settle again later.</summary>
        Pending,
        /// <summary>The receipt does not tell. With what was cancelled before it may.</summary>
        Unclear,
    }

    /// <summary>What became of a lost call, and the receipt that says so.</summary>
    public sealed class Settlement
    {
        /// <summary>What became of it.</summary>
        public Outcome Outcome { get; private set; }
        /// <summary>The receipt.</summary>
        public ResDefault Receipt { get; private set; }

        internal Settlement(Outcome outcome, ResDefault receipt)
        {
            Outcome = outcome;
            Receipt = receipt;
        }

        /// <summary>Prints nobody.</summary>
        public override string ToString()
        {
            return "Settlement(" + Outcome + ", " + Receipt + ")";
        }
    }
}
