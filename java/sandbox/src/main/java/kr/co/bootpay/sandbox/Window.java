package kr.co.bootpay.sandbox;

import java.util.Collections;
import java.util.Map;

/** The window of an identity verification or a payment, open until it is approved, cancelled or failed. */
public final class Window {
    private final Control control;
    private final Map<String, Object> told;

    Window(Control control, Map<String, Object> told) {
        this.control = control;
        this.told = told;
    }

    /** The certificate or the receipt is read with it once the window was approved. */
    public String receiptId() {
        return (String) told.get("receipt_id");
    }

    public String orderId() {
        return (String) told.get("order_id");
    }

    /** {@code identity} or {@code payment}. */
    public String kind() {
        return (String) told.get("kind");
    }

    /** Where a browser shows it. */
    public String url() {
        return (String) told.get("url");
    }

    /** {@code waiting}, {@code approved}, {@code cancelled} or {@code failed}. The sandbox is asked each time. */
    public String state() {
        return (String) control.object("GET", route(), null).get("state");
    }

    /** Somebody finishes it. */
    public Map<String, Object> approve() {
        return approve(Collections.emptyMap());
    }

    /** Somebody who is known by name finishes it, as in {@link Sandbox#person(String)}. */
    public Map<String, Object> approve(String persona) {
        return approve(persona, new PersonFields());
    }

    public Map<String, Object> approve(PersonFields fields) {
        return approve(null, fields);
    }

    public Map<String, Object> approve(String persona, PersonFields fields) {
        return approve(PersonFields.of(persona, fields));
    }

    /** The same with the fields as they are on the wire; of a payment {@code method}, {@code card}, {@code quota}. */
    public Map<String, Object> approve(Map<String, ?> fields) {
        return control.object("POST", route() + "/approve", fields);
    }

    /** Somebody closes it. */
    public Map<String, Object> cancel() {
        return control.object("POST", route() + "/cancel", null);
    }

    /** The agency or the gateway refuses. */
    public Map<String, Object> fail() {
        return control.object("POST", route() + "/fail", null);
    }

    /** The same with a message for the page. */
    public Map<String, Object> fail(String message) {
        return control.object("POST", route() + "/fail", Collections.singletonMap("message", message));
    }

    private String route() {
        return "/sandbox/windows/" + Control.escaped(receiptId());
    }

    @Override
    public String toString() {
        return "Window " + kind() + " " + receiptId();
    }
}
