package kr.co.bootpay.exception;

import kr.co.bootpay.internal.Failure;

/** The answer is about another receipt, or not the expected one. */
public final class MismatchException extends BootpayException {
    private static final long serialVersionUID = 1;

    /** For the library. */
    public MismatchException(Failure failure) {
        super(failure);
    }
}
