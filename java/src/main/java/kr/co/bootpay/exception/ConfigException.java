package kr.co.bootpay.exception;

import kr.co.bootpay.internal.Failure;

/** The client was made with something that cannot work, or this JVM cannot run it. */
public final class ConfigException extends BootpayException {
    private static final long serialVersionUID = 1;

    /** For the library. */
    public ConfigException(Failure failure) {
        super(failure);
    }
}
