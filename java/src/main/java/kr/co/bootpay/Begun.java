package kr.co.bootpay;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A verification that was begun. */
public final class Begun {
    private final String orderId;
    private final Instant expiresAt;
    private final transient String token;
    private final transient Map<String, Object> request;

    @SuppressWarnings("unchecked")
    Begun(Map<String, Object> told) {
        orderId = (String) told.get("order_id");
        token = (String) told.get("token");
        expiresAt = Instant.ofEpochSecond(((Number) told.get("expires_at")).longValue());
        request = (Map<String, Object>) told.get("request");
    }

    /** The order id, random and of this verification only. */
    public String orderId() {
        return orderId;
    }

    /** After this {@code confirm} refuses it. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /**
     * What {@code confirm} needs, opaque and signed. It may go through the browser, or stay in your session. Keep it
     * out of logs.
     */
    public String token() {
        return token;
    }

    /** What the page hands to {@code BootPay.request}, ready for JSON. The id is the project's web application id. */
    public Map<String, Object> request(String webApplicationId) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("application_id", webApplicationId);
        whole.putAll(request);
        return whole;
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return "Begun(" + orderId + ", until " + expiresAt + ")";
    }
}
