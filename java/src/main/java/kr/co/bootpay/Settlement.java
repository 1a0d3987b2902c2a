package kr.co.bootpay;

import kr.co.bootpay.model.response.ResDefault;
import kr.co.bootpay.model.response.data.VerificationData;

/** What became of a lost call, and the receipt that says so. */
public final class Settlement {
    private final Outcome outcome;
    private final transient ResDefault<VerificationData> receipt;

    Settlement(ResDefault<VerificationData> receipt) {
        Outcome told = receipt.meta().outcome();
        outcome = told == null ? Outcome.UNCLEAR : told;
        this.receipt = receipt;
    }

    public Outcome outcome() {
        return outcome;
    }

    public ResDefault<VerificationData> receipt() {
        return receipt;
    }

    @Override
    public String toString() {
        return "Settlement(" + outcome + ")";
    }
}
