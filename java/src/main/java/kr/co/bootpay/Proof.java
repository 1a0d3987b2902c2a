package kr.co.bootpay;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What may be kept when only an age was needed: the verdict and what proves it, and nothing about who it is. One that
 * says no is not to be kept for longer than the day.
 */
public final class Proof {
    private final Map<String, Object> fields;

    Proof(Map<String, Object> told) {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(told));
    }

    /** Whether the person has the age that the law asks for. */
    public boolean adult() {
        return Boolean.TRUE.equals(fields.get("adult"));
    }

    /** law, adult, rule, on, checked_at, order_id, receipt_id, tid, verified_at: ready for JSON or a row. */
    public Map<String, Object> fields() {
        return fields;
    }

    @Override
    public String toString() {
        return "Proof" + fields;
    }
}
