package kr.co.bootpay;

import java.util.Map;

/** What is to be known of a call beside its answer. It holds nothing personal. */
public final class Meta {
    private final Map<String, Object> told;

    /** For the library. */
    public Meta(Map<String, Object> told) {
        this.told = told;
    }

    /** The call, such as {@code certificate.get}; null if none was made. */
    public String operation() {
        return (String) told.get("operation");
    }

    /** The HTTP status; 0 if no answer came. */
    public int status() {
        return number("status");
    }

    /** How often the request was sent; token requests are not counted. */
    public int attempts() {
        return number("attempts");
    }

    /** The id that was sent as {@code X-Request-Id}. */
    public String requestId() {
        return (String) told.get("request_id");
    }

    /** Of a cancel: the id that it carried. Repeating the cancel with it cannot cancel twice. */
    public String cancelId() {
        return (String) told.get("cancel_id");
    }

    /**
     * {@code DONE} if the answer of a cancel was lost and its receipt shows it, from which the data comes then; of
     * others null.
     */
    public Outcome outcome() {
        return Outcome.of((String) told.get("outcome"));
    }

    /** How long the call took in all, in milliseconds; 0 if the server refused. */
    public int durationMs() {
        return number("duration_ms");
    }

    private int number(String name) {
        return told.get(name) instanceof Number ? ((Number) told.get(name)).intValue() : 0;
    }

    @Override
    public String toString() {
        return "Meta(" + operation() + " status=" + status() + " attempts=" + attempts() + " request_id=" + requestId() + ")";
    }
}
