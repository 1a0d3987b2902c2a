package kr.co.bootpay;

/** What became of a call whose answer was lost. */
public enum Outcome {
    /** It took effect. */
    DONE,
    /**
     * It did not take effect up to now; a request that is still on its way may yet. Settle again after the deadline of
     * the lost call, or repeat a cancel with the same {@code cancelId}, which cannot cancel twice.
     */
    NOT_DONE,
    /** The payment gateway is still at it. Settle again later. */
    PENDING,
    /** The receipt does not tell. With what was cancelled before it may. */
    UNCLEAR;

    static Outcome of(String word) {
        for (Outcome outcome : values()) {
            if (outcome.name().toLowerCase(java.util.Locale.ROOT).equals(word)) {
                return outcome;
            }
        }
        return word == null ? null : UNCLEAR;
    }
}
