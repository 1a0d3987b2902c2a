package kr.co.bootpay;

import java.util.Map;
import java.util.logging.Level;

/** What is told of one attempt of a call. It holds no id but the request's own, no body and no key. */
public final class Attempt {
    private final Map<String, Object> told;

    Attempt(Map<String, Object> told) {
        this.told = told;
    }

    /** The call, such as {@code certificate.get}; also {@code token.request}. */
    public String operation() {
        return (String) told.get("operation");
    }

    /** The HTTP method. */
    public String method() {
        return (String) told.get("method");
    }

    /** The path's template, such as {@code /certificate/{receipt_id}}. */
    public String path() {
        return (String) told.get("path");
    }

    /** The HTTP status, or no_connection, lost, timed_out, unreadable or abandoned. */
    public String status() {
        return String.valueOf(told.get("status"));
    }

    /** Counted from 1. */
    public int attempt() {
        return ((Number) told.get("attempt")).intValue();
    }

    /** How long it took, in milliseconds. */
    public long durationMs() {
        return ((Number) told.get("duration_ms")).longValue();
    }

    /** What was sent as {@code X-Request-Id}. */
    public String requestId() {
        return (String) told.get("request_id");
    }

    /** {@code Level.FINE} or {@code Level.WARNING}. */
    public Level level() {
        return "warn".equals(told.get("level")) ? Level.WARNING : Level.FINE;
    }

    /** The logger's line. */
    public String message() {
        return (String) told.get("message");
    }

    @Override
    public String toString() {
        return message();
    }
}
