package kr.co.bootpay;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.internal.Json;
import kr.co.bootpay.internal.Wire;
import kr.co.bootpay.model.request.Cancel;
import kr.co.bootpay.model.response.ResDefault;
import kr.co.bootpay.model.response.data.CancelData;
import kr.co.bootpay.model.response.data.TokenData;
import kr.co.bootpay.model.response.data.VerificationData;

/**
 * A client of Bootpay's v1 server API: payments, billing keys and identity verification (본인인증). It has the names
 * and the classes of the official package, and may be used by any number of threads.
 *
 * <pre>{@code
 * Bootpay bootpay = new Bootpay(applicationId, privateKey);
 * ResDefault<CertificateData> answer = bootpay.certificate(receiptId);
 * }</pre>
 *
 * <p>A call that the server refuses gives a filled answer, as the official package does; its {@code error} says why,
 * and its {@code unwrap} throws it. Whatever else goes wrong is thrown: a {@link BootpayException}, which is unchecked.
 * An interrupt gives a waiting call up. Tokens are got and renewed by themselves.
 *
 * <p>What a call answers is a class of its own, or a {@code HashMap<String, Object>}, as you declare it. Another class
 * compiles, and is a ClassCastException where it is used.
 */
public class Bootpay extends Calls {
    /** The price of a cancel of all that is left. No sum that was reckoned wrong is it by chance. */
    public static final double ALL = -0x1p60;

    /** A client with keys, mode and address from the environment. */
    public Bootpay() {
        this(new Config());
    }

    /**
     * A client of a project. An empty id or key comes from the environment.
     *
     * @throws kr.co.bootpay.exception.ConfigException if it cannot work
     */
    public Bootpay(String rest_application_id, String private_key) {
        this(rest_application_id, private_key, null);
    }

    /**
     * A client of a project.
     *
     * @param devMode where to send requests, as a URL; or a mode: production, development, stage, test, sandbox
     */
    public Bootpay(String rest_application_id, String private_key, String devMode) {
        this(placed(new Config().applicationId(rest_application_id).privateKey(private_key), devMode));
    }

    /**
     * A client of a configuration. It sends nothing yet.
     *
     * @throws kr.co.bootpay.exception.ConfigException if it cannot work
     */
    public Bootpay(Config config) {
        super(new Core(config), Options.NONE);
    }

    private Bootpay(Core core, Options options) {
        super(core, options);
    }

    private static Config placed(Config config, String devMode) {
        return devMode != null && devMode.contains("://") ? config.baseUrl(devMode) : config.mode(devMode);
    }

    /**
     * The same client with other limits, or a token of your own. It has the same keys, connections and logger. What
     * cannot be is the exception of the call.
     */
    public Bootpay withOptions(Options options) {
        return new Bootpay(core, options.over(this.options));
    }

    /** Identity verification with this client. */
    public Identity identity() {
        return new Identity(this);
    }

    /** Reads webhooks with this client's key. */
    public Webhook webhook() {
        return new Webhook(this);
    }

    /**
     * Asks the server for an access token now. Other calls get theirs by themselves; this one is for looking at it, and
     * for checking the keys.
     */
    public <T extends HashMap<String, Object>> ResDefault<T> getAccessToken() {
        return call("token.request", fields(), TokenData.class);
    }

    /** As {@code getAccessToken}, without waiting. */
    public <T extends HashMap<String, Object>> CompletableFuture<ResDefault<T>> getAccessTokenAsync() {
        return callAsync("token.request", fields(), TokenData.class);
    }

    /**
     * Cancels a payment. Mind that without a price, which is null, it cancels ALL that is left, as in the official
     * package. {@code cancelPayment} refuses that, and has {@link #ALL} for it. A price of 0 is refused by both.
     */
    public <T extends HashMap<String, Object>> ResDefault<T> receiptCancel(Cancel cancel) {
        return call("payment.cancel", cancelled(cancel, false), CancelData.class);
    }

    /** As {@code receiptCancel}, without waiting. */
    public <T extends HashMap<String, Object>> CompletableFuture<ResDefault<T>> receiptCancelAsync(Cancel cancel) {
        try {
            return callAsync("payment.cancel", cancelled(cancel, false), CancelData.class);
        } catch (BootpayException refused) {
            return failed(refused);
        }
    }

    @Override
    public <T extends HashMap<String, Object>> ResDefault<T> cancelPayment(Cancel cancel) {
        return call("payment.cancel", cancelled(cancel, true), CancelData.class);
    }

    @Override
    public <T extends HashMap<String, Object>> CompletableFuture<ResDefault<T>> cancelPaymentAsync(Cancel cancel) {
        try {
            return callAsync("payment.cancel", cancelled(cancel, true), CancelData.class);
        } catch (BootpayException refused) {
            return failed(refused);
        }
    }

    /** Nothing said is all of it, which nobody says by chance. */
    private static Cancel cancelled(Cancel given, boolean isStrict) {
        if (given == null || given.price == null && isStrict || given.price != null && given.price == 0) {
            throw Core.refused("payment.cancel", "price", "must be more than 0, or Bootpay.ALL for all that is left");
        }
        if (given.price == null || given.price != ALL) {
            return given;
        }
        Cancel all = new Cancel();
        all.receiptId = given.receiptId;
        all.taxFree = given.taxFree;
        all.cancelId = given.cancelId;
        all.name = given.name;
        all.reason = given.reason;
        all.refund = given.refund;
        all.cancelledBefore = given.cancelledBefore;
        return all;
    }

    /**
     * Reads a receipt. A payment is done only if its status is 1, the price is the one that you asked for and the order
     * is yours: the receipt id came through the customer's browser. {@link #verifyExpected} compares them.
     */
    public <T extends HashMap<String, Object>> ResDefault<T> verify(String receiptId) {
        return call("receipt.get", fields("receipt_id", receiptId), VerificationData.class);
    }

    /** As {@code verify}, without waiting. */
    public <T extends HashMap<String, Object>> CompletableFuture<ResDefault<T>> verifyAsync(String receiptId) {
        return callAsync("receipt.get", fields("receipt_id", receiptId), VerificationData.class);
    }

    /**
     * Reads a receipt, and throws whenever it is not known to be the expected one.
     *
     * @throws kr.co.bootpay.exception.MismatchException if it differs
     * @throws BootpayException whatever else goes wrong, a refusal too
     */
    public <T extends HashMap<String, Object>> ResDefault<T> verifyExpected(String receiptId, Expected expected) {
        return good(call("receipt.get", compared(receiptId, expected), VerificationData.class));
    }

    /** As {@code verifyExpected}, without waiting. */
    public <T extends HashMap<String, Object>> CompletableFuture<ResDefault<T>> verifyExpectedAsync(
            String receiptId, Expected expected) {
        try {
            return callAsync("receipt.get", compared(receiptId, expected), VerificationData.class, true);
        } catch (BootpayException refused) {
            return failed(refused);
        }
    }

    private static Map<String, Object> compared(String receiptId, Expected expected) {
        if (expected == null || expected.price == null && expected.orderId == null && expected.status == null) {
            throw Core.refused("receipt.get", "expected", "says nothing, so nothing would be compared");
        }
        return fields("receipt_id", receiptId, "expected_price", expected.price, "expected_order_id", expected.orderId,
            "expected_status", expected.status);
    }

    /**
     * Finds out what became of a cancel or an approval whose answer was lost, by reading its receipt. It sends nothing
     * that could take effect.
     *
     * <p>A receipt says how much was cancelled so far, and not by which request. What became of a cancel of a part
     * follows from what was cancelled before it. A charge has no receipt to read and is refused: look for its order in
     * the admin page, or wait for its webhook.
     *
     * @param lost the exception of the call, with the effect UNKNOWN
     * @param cancelledBefore what was cancelled of this payment before it, in won and by your own books; null: not
     *     known
     */
    public Settlement settle(BootpayException lost, Long cancelledBefore) {
        if (lost == null) {
            throw Core.refused("receipt.settle", "lost", "must be the exception of a call");
        }
        // in full: what is null says something here, and what is absent something else
        Map<String, Object> said = fields("effect", lost.effect() == Effect.NONE ? "none" : "unknown", "operation",
            lost.operation(), "receipt_id", lost.receiptId());
        if (lost.saysCancelPrice()) {
            said.put("cancel_price", lost.cancelPrice());
        }
        return settled(new Wire.Raw(Json.write(fields("failure", said, "cancelled_before", cancelledBefore))));
    }

    /**
     * Does for a cancel what {@code settle} does, when only your books are left of it. Store receipt id, price and a
     * {@code cancelId} of your own before you cancel: with them a cancel that is NOT_DONE can be repeated.
     *
     * @param receiptId the receipt that was to be cancelled
     * @param cancelPrice how much the lost cancel asked for, in won; null: all that was left
     * @param cancelledBefore what was cancelled of this payment before it, in won; null: not known
     */
    public Settlement settleCancel(String receiptId, Long cancelPrice, Long cancelledBefore) {
        return settled(fields("receipt_id", receiptId, "cancel_price", cancelPrice, "cancelled_before", cancelledBefore));
    }

    private Settlement settled(Object params) {
        ResDefault<VerificationData> receipt = call("receipt.settle", params, VerificationData.class);
        return new Settlement(good(receipt));
    }

    static <T> ResDefault<T> good(ResDefault<T> answer) {
        answer.unwrap();
        return answer;
    }

    private static <T> CompletableFuture<T> failed(BootpayException refused) {
        CompletableFuture<T> failed = new CompletableFuture<>();
        failed.completeExceptionally(refused);
        return failed;
    }
}
