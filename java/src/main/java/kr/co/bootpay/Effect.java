package kr.co.bootpay;

/** Whether a failed call may have acted at the server. */
public enum Effect {
    /** It did nothing. */
    NONE,
    /** Nobody knows. Find out with {@link Bootpay#settle} before it is made again. */
    UNKNOWN
}
