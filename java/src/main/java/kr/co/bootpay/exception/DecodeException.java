package kr.co.bootpay.exception;

import kr.co.bootpay.internal.Failure;

/** The answer is not the documented JSON. */
public final class DecodeException extends BootpayException {
    private static final long serialVersionUID = 1;

    /** For the library. */
    public DecodeException(Failure failure) {
        super(failure);
    }
}
