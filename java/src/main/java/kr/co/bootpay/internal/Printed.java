package kr.co.bootpay.internal;

/** A text for logs: what may be seen, and of the rest only that it is there. */
public final class Printed {
    /** What stands for a value that is not shown. */
    public static final String REDACTED = "[redacted]";

    private final StringBuilder text;
    private String before = "(";

    public Printed(String name) {
        text = new StringBuilder(name);
    }

    /** Shows a value, if there is one. */
    public Printed show(String name, Object value) {
        if (value != null) {
            text.append(before).append(name).append('=').append(value);
            before = " ";
        }
        return this;
    }

    /** Shows that there is a value. */
    public Printed hide(String name, Object value) {
        return show(name, value == null ? null : REDACTED);
    }

    @Override
    public String toString() {
        return before.equals("(") ? text + "()" : text + ")";
    }
}
