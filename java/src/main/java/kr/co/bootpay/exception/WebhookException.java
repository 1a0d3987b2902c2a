package kr.co.bootpay.exception;

import kr.co.bootpay.internal.Failure;

/** A webhook is not to be believed. */
public final class WebhookException extends BootpayException {
    private static final long serialVersionUID = 1;

    /** For the library. */
    public WebhookException(Failure failure) {
        super(failure);
    }
}
