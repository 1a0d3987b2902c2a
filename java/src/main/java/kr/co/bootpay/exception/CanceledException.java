package kr.co.bootpay.exception;

import kr.co.bootpay.internal.Failure;

/** The call was given up, because its thread was interrupted or its future was cancelled. */
public final class CanceledException extends BootpayException {
    private static final long serialVersionUID = 1;

    /** For the library. */
    public CanceledException(Failure failure) {
        super(failure);
    }
}
