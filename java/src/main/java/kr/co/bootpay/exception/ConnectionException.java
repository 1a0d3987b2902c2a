package kr.co.bootpay.exception;

import kr.co.bootpay.internal.Failure;

/** DNS, TCP or TLS failed, or the connection broke before the whole answer was here. */
public final class ConnectionException extends BootpayException {
    private static final long serialVersionUID = 1;

    /** For the library. */
    public ConnectionException(Failure failure) {
        super(failure);
    }
}
