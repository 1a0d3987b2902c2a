package kr.co.bootpay.exception;

import kr.co.bootpay.internal.Failure;

/** No answer came within the time allowed. */
public final class TimeoutException extends BootpayException {
    private static final long serialVersionUID = 1;

    /** For the library. */
    public TimeoutException(Failure failure) {
        super(failure);
    }
}
