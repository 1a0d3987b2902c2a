package kr.co.bootpay;

import java.util.HashMap;
import java.util.Map;

/** What a webhook says, without the private key; null where it says nothing. */
public final class WebhookEvent {
    private final transient Map<String, Object> told;

    WebhookEvent(Map<String, Object> told) {
        this.told = told;
    }

    public String receiptId() {
        return (String) told.get("receipt_id");
    }

    /** Where the payment stands: 1 paid, 2 before approval, 20 cancelled … Act once per receipt and status. */
    public Integer status() {
        return whole("status");
    }

    /** The amount, in won. */
    public Double price() {
        return amount("price");
    }

    /** Its tax-free part, in won. */
    public Double taxFree() {
        return amount("tax_free");
    }

    private Double amount(String name) {
        return told.get(name) == null ? null : ((Number) told.get(name)).doubleValue();
    }

    /** The order id that you issued. */
    public String orderId() {
        return (String) told.get("order_id");
    }

    /** What was sold. */
    public String name() {
        return (String) told.get("name");
    }

    /** How often it was sent before. */
    public Integer retryCount() {
        return whole("retry_count");
    }

    /** What no int holds is none: cut off it could be 1, which is paid. */
    private Integer whole(String name) {
        Object number = told.get(name);
        boolean fits = number instanceof Number && ((Number) number).doubleValue() == ((Number) number).intValue();
        return fits ? Integer.valueOf(((Number) number).intValue()) : null;
    }

    /** The payment gateway's code. */
    public String pg() {
        return (String) told.get("pg");
    }

    /** The payment method's code. */
    public String method() {
        return (String) told.get("method");
    }

    /** When it was paid, YYYY-MM-DD HH:mm:ss in Korea time. */
    public String purchasedAt() {
        return (String) told.get("purchased_at");
    }

    /** What the payment gateway reported. It may hold somebody's name or card number: keep it out of logs. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> paymentData() {
        return (Map<String, Object>) told.get("payment_data");
    }

    /**
     * All fields as they came; whole numbers are a Long, or a BigInteger. They may hold personal data: keep them out of
     * logs.
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> fields() {
        return (Map<String, Object>) told.get("fields");
    }

    Map<String, Object> fields(String... names) {
        Map<String, Object> some = new HashMap<>();
        for (String name : names) {
            some.put(name, told.get(name));
        }
        return some;
    }

    /** Shows what identifies it alone: the other fields may hold personal data. */
    @Override
    public String toString() {
        return "WebhookEvent(receipt_id=" + receiptId() + " status=" + status() + ")";
    }
}
