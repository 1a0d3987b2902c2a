package kr.co.bootpay.exception;

import kr.co.bootpay.internal.Failure;

/** A defect of this package. */
public final class InternalException extends BootpayException {
    private static final long serialVersionUID = 1;

    /** For the library. */
    public InternalException(Failure failure) {
        super(failure);
    }
}
