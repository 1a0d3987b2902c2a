package kr.co.bootpay.model;

import java.util.Map;
import kr.co.bootpay.internal.Failure;

/** A bank's three digits by its Korean name, for a refund. */
public class BankCode {
    /** All of them, by name. */
    public static Map<String, String> all() {
        return Constants.BANKS;
    }

    /**
     * The digits of a bank, such as 004 of 국민은행.
     *
     * @throws kr.co.bootpay.exception.InvalidRequestException for a name that no bank has
     */
    public static String getCode(String name) {
        String code = Constants.BANKS.get(name);
        if (code == null) {
            throw Failure.refused(null, "name", "is no bank's: " + String.join(", ", Constants.BANKS.keySet()) + " are known");
        }
        return code;
    }
}
