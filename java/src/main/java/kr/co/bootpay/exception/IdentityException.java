package kr.co.bootpay.exception;

import kr.co.bootpay.internal.Failure;

/** A verification is not to be believed. The message is for your log, {@link #customerMessage} for your customer. */
public final class IdentityException extends BootpayException {
    private static final long serialVersionUID = 1;

    /** For the library. */
    public IdentityException(Failure failure) {
        super(failure);
    }

    /**
     * {@code bad_token}, {@code other_session}, {@code other_purpose}, {@code expired}, {@code not_finished}, {@code
     * not_identity}, {@code other_order} or {@code used}.
     */
    public String reason() {
        return failure().reason;
    }

    /** The status that a web handler may answer with, from 400 to 410. */
    public int httpStatus() {
        return failure().httpStatus;
    }

    /** A sentence that your customer may read: in English for {@code en}, else in Korean. */
    public String customerMessage(String language) {
        return language != null && language.startsWith("en") ? failure().english : failure().korean;
    }
}
