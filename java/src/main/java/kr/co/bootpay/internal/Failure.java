package kr.co.bootpay.internal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.co.bootpay.Effect;
import kr.co.bootpay.exception.*;

/** Why a call failed, as the core tells it. */
public final class Failure implements Serializable {
    private static final long serialVersionUID = 1;

    public final String kind;
    public final String message;
    public final String operation;
    public final int status;
    public final String code;
    public final Effect effect;
    public final int attempts;
    public final String requestId;
    public final String receiptId;
    public final String cancelId;
    public final Long cancelPrice;
    /** So that a cancelPrice of null is all that was left, and was not lost on the way. */
    public final boolean saysPrice;
    public final List<String> causes;
    /** Of an identity: reason, http_status, ko, en. */
    public final String reason;
    public final int httpStatus;
    public final String korean;
    public final String english;
    /** The answer as it came. */
    public final transient String body;

    private Failure(Map<String, Object> meta, String body, String operation) {
        kind = meta.get("kind") instanceof String ? (String) meta.get("kind") : "internal";
        message = meta.get("message") instanceof String ? (String) meta.get("message") : "the library's error cannot be read";
        this.operation = meta.get("operation") instanceof String ? (String) meta.get("operation") : operation;
        status = number(meta.get("status"));
        code = meta.get("code") == null ? null : meta.get("code").toString();
        effect = "none".equals(meta.get("effect")) ? Effect.NONE : Effect.UNKNOWN;
        attempts = number(meta.get("attempts"));
        requestId = (String) meta.get("request_id");
        receiptId = (String) meta.get("receipt_id");
        cancelId = (String) meta.get("cancel_id");
        cancelPrice = meta.get("cancel_price") instanceof Long ? (Long) meta.get("cancel_price") : null;
        saysPrice = meta.containsKey("cancel_price");
        List<String> beneath = new ArrayList<>();
        if (meta.get("causes") instanceof List) {
            for (Object cause : (List<?>) meta.get("causes")) {
                beneath.add(String.valueOf(cause));
            }
        }
        causes = Collections.unmodifiableList(beneath);
        Map<?, ?> identity = meta.get("identity") instanceof Map ? (Map<?, ?>) meta.get("identity") : Collections.emptyMap();
        reason = (String) identity.get("reason");
        httpStatus = number(identity.get("http_status"));
        korean = (String) identity.get("ko");
        english = (String) identity.get("en");
        this.body = body;
    }

    private static int number(Object value) {
        return value instanceof Number ? ((Number) value).intValue() : 0;
    }

    /** The exception that a reply is. */
    public static BootpayException of(Reply reply, String operation) {
        return of(reply.meta, reply.body, operation);
    }

    /** The exception that the core's words are. */
    public static BootpayException of(String meta, String body, String operation) {
        return of(new Failure(Json.object(meta), body, operation));
    }

    /** What this package itself refuses, in the words that the core uses. */
    public static BootpayException refused(String operation, String name, String why) {
        String message = name + " " + why;
        return none("invalid_request", operation == null ? message : operation + ": " + message + "; nothing was sent", operation);
    }

    /** What is wrong before a call is made. */
    public static BootpayException none(String kind, String message, String operation) {
        Map<String, Object> meta = new HashMap<>();
        meta.put("kind", kind);
        meta.put("message", message);
        meta.put("effect", "none");
        return of(new Failure(meta, null, operation));
    }

    private static BootpayException of(Failure failure) {
        switch (failure.kind) {
            case "config":
                return new ConfigException(failure);
            case "invalid_request":
                return new InvalidRequestException(failure);
            case "connection":
                return new ConnectionException(failure);
            case "timeout":
                return new TimeoutException(failure);
            case "decode":
                return new DecodeException(failure);
            case "api":
                return new ApiException(failure);
            case "mismatch":
                return new MismatchException(failure);
            case "identity":
                return new IdentityException(failure);
            case "webhook":
                return new WebhookException(failure);
            case "canceled":
                return new CanceledException(failure);
            default:
                return new InternalException(failure);
        }
    }
}
