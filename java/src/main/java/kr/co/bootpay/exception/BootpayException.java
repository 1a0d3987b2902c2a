package kr.co.bootpay.exception;

import java.util.List;
import kr.co.bootpay.Effect;
import kr.co.bootpay.internal.Failure;

/**
 * Why a call failed; its class says what went wrong. It shows no key, no token, no personal data and no body of an
 * answer. It is unchecked.
 */
public abstract class BootpayException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Failure failure;

    BootpayException(Failure failure) {
        super(failure.message);
        this.failure = failure;
    }

    /** What went wrong, as a word: {@code config}, {@code invalid_request}, {@code connection}, {@code timeout} … */
    public String kind() {
        return failure.kind;
    }

    /** The call that failed, such as {@code certificate.get}; null if none was made. */
    public String operation() {
        return failure.operation;
    }

    /** The HTTP status; 0 if no answer came. */
    public int status() {
        return failure.status;
    }

    /** Bootpay's own code, such as -2100; null if the server gave none. */
    public String code() {
        return failure.code;
    }

    /** May the call have acted? */
    public Effect effect() {
        return failure.effect;
    }

    /** How often the request was sent; token requests are not counted. */
    public int attempts() {
        return failure.attempts;
    }

    /** The id that was sent as {@code X-Request-Id}; null if nothing was sent. */
    public String requestId() {
        return failure.requestId;
    }

    /** The receipt that the call was about; null if it named none. */
    public String receiptId() {
        return failure.receiptId;
    }

    /** Of a cancel: the id that it carried. Repeating the cancel with it cannot cancel twice. */
    public String cancelId() {
        return failure.cancelId;
    }

    /** Of a cancel: how much it asked for, in won; null if it asked for all that is left. */
    public Long cancelPrice() {
        return failure.cancelPrice;
    }

    /** Whether {@link #cancelPrice} is known. It is not of an error that names no price. */
    public boolean saysCancelPrice() {
        return failure.saysPrice;
    }

    /** What lies beneath, outermost first. */
    public List<String> causes() {
        return failure.causes;
    }

    /** The server's answer as it came; null if none came. It may hold personal data: keep it out of logs. */
    public String body() {
        return failure.body;
    }

    final Failure failure() {
        return failure;
    }
}
