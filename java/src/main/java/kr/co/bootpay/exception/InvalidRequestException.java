package kr.co.bootpay.exception;

import kr.co.bootpay.internal.Failure;

/** An argument was refused before anything was sent; the message names it. */
public final class InvalidRequestException extends BootpayException {
    private static final long serialVersionUID = 1;

    /** For the library. */
    public InvalidRequestException(Failure failure) {
        super(failure);
    }
}
