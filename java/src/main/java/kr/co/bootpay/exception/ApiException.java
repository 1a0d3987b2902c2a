package kr.co.bootpay.exception;

import kr.co.bootpay.internal.Failure;

/** The server said no. */
public final class ApiException extends BootpayException {
    private static final long serialVersionUID = 1;

    /** For the library. */
    public ApiException(Failure failure) {
        super(failure);
    }
}
