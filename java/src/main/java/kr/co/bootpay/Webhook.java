package kr.co.bootpay;

import java.util.HashMap;
import java.util.Map;
import kr.co.bootpay.internal.Wire;
import kr.co.bootpay.model.response.ResDefault;
import kr.co.bootpay.model.response.data.VerificationData;

/**
 * Reads the webhooks that Bootpay sends to your server, and tells which are to be believed. A webhook is not signed:
 * check its sender, act on the receipt, and only once.
 *
 * <pre>{@code
 * WebhookEvent event = bootpay.webhook().verify(body, new Delivery(request.getRemoteAddr()));
 * ResDefault<VerificationData> receipt = bootpay.webhook().reverify(event);
 * // act if order and price of the receipt are those of your books, then
 * return Webhook.ANSWER;
 * }</pre>
 */
public final class Webhook {
    /** What a webhook has to be answered with, as plain text: exactly this, or the server sends it again. */
    public static final String ANSWER = "OK";

    private final transient Bootpay bootpay;

    Webhook(Bootpay bootpay) {
        this.bootpay = bootpay;
    }

    /**
     * Reads a webhook of either kind, form-encoded or JSON, after all that can be checked of it: the sender's address,
     * and the private key, which the form-encoded kind has to have. It sends nothing.
     *
     * @param body the request's bytes, at most 1 MiB
     * @throws kr.co.bootpay.exception.WebhookException answer anything but {@link #ANSWER}, such as 403
     */
    public WebhookEvent verify(byte[] body, Delivery delivery) {
        return read(body, delivery.told());
    }

    /** Reads a webhook and believes nothing: anybody may have written it. Verify what arrives. */
    public WebhookEvent parse(byte[] body, String contentType) {
        return read(body, BootpayObject.fields("only_read", true, "content_type", contentType));
    }

    private WebhookEvent read(byte[] body, Map<String, Object> delivery) {
        return new WebhookEvent(Core.askObject(bootpay.core.client, "webhook", body, delivery));
    }

    /**
     * Reads the receipt of a webhook again and compares its status, its price and, if the webhook has one, its order id
     * with what the webhook says. Act on the receipt, and only if order and price are also those that your own books
     * have.
     *
     * @throws kr.co.bootpay.exception.MismatchException the webhook is forged, or the payment went on since
     */
    public ResDefault<VerificationData> reverify(WebhookEvent event) {
        Map<String, Object> kept = new HashMap<>(event.fields("receipt_id", "status", "price", "order_id"));
        String params = Core.ask(null, "expectations", null, kept);
        return Bootpay.good(bootpay.call("receipt.get", new Wire.Raw(params), VerificationData.class));
    }
}
