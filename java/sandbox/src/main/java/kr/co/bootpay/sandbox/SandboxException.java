package kr.co.bootpay.sandbox;

/** The sandbox did not start, is not there any more, or refused a control call. */
public final class SandboxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SandboxException(String message) {
        super(message);
    }

    SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
