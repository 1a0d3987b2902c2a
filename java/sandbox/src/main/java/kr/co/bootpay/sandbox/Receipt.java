package kr.co.bootpay.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the sandbox has made, of a person or a payment: its fields by their names on the wire. */
public final class Receipt extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1;

    Receipt(Map<String, Object> fields) {
        super(fields);
    }

    /** What a client reads it with. */
    public String receiptId() {
        return (String) get("receipt_id");
    }
}
