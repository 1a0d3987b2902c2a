package kr.co.bootpay.internal;

/** The native library. Texts cross as UTF-8; a reply is one array, which {@link Reply} reads. */
final class Native {
    /** The version of what crosses that this package was written for. */
    static final int ABI = 1;

    static {
        Loader.load();
    }

    private Native() {}

    static native int abi();

    static native byte[] open(byte[] config);

    static native byte[] ask(long client, byte[] what, byte[] body, byte[] question);

    /** Prepares a call for the thread that will {@link #carryOut} it. */
    static native byte[] keep(long client, byte[] operation, byte[] params, byte[] options);

    /** Starts a call whose reply comes to {@link #next}. */
    static native byte[] send(long client, byte[] operation, byte[] params, byte[] options, long tag);

    static native byte[] carryOut(long call, int milliseconds);

    static native void cancel(long call);

    static native byte[] next(int milliseconds);
}
