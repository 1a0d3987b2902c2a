package kr.co.bootpay.model.response;

import com.google.gson.Gson;
import kr.co.bootpay.Meta;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.internal.Json;
import kr.co.bootpay.internal.Printed;

/** What the server answered. {@link #unwrap} and {@link #error} decide whether the call succeeded. */
public class ResDefault<T> {
    private static final Gson GSON = new Gson();

    /** The HTTP status, or the one that the answer names where HTTP says yes and it says no. */
    public int status;
    /**
     * 0 only after a success. After a refusal it is Bootpay's own code, or -1 if the server sent no code, or a word.
     */
    public int code;
    public String message;
    /** What was asked for; null if the server refused and sent nothing. */
    public T data;

    private final transient BootpayException error;
    private final transient String raw;
    private final transient String meta;

    /** An empty one, for tests of your own. */
    public ResDefault() {
        this(null, null, null);
    }

    /** For the library. */
    public ResDefault(BootpayException error, String raw, String meta) {
        this.error = error;
        this.raw = raw;
        this.meta = meta;
    }

    /**
     * The data of a success.
     *
     * @throws BootpayException why there was none, an {@code ApiException} if the server refused
     */
    public T unwrap() {
        if (error != null) {
            throw error;
        }
        return data;
    }

    /** Why the call failed; null after a success alone. */
    public BootpayException error() {
        return error;
    }

    /** Tells how the call went. It holds nothing personal. */
    public Meta meta() {
        return new Meta(Json.object(meta));
    }

    /** The server's answer as it came. It may hold personal data: keep it out of logs. */
    public String raw() {
        return raw;
    }

    /** status, code, message and data as JSON, without nulls. It may hold personal data: keep it out of logs. */
    public String toJson() {
        return GSON.toJson(this);
    }

    /** Shows no key, no token and nothing about a person. */
    @Override
    public String toString() {
        Printed printed = new Printed("ResDefault").show("status", status).show("code", code);
        // servers repeat what they refuse
        if (error != null) {
            printed.show("message", error.getMessage());
            return printed.hide("data", data).toString();
        }
        printed.hide("message", message == null || message.isEmpty() ? null : message);
        boolean isKnown = data instanceof AnswerMap || Json.isList(data);
        return (isKnown ? printed.show("data", data) : printed.hide("data", data)).toString();
    }
}
