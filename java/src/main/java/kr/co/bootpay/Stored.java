package kr.co.bootpay;

import java.util.Map;
import kr.co.bootpay.internal.Printed;

/** The hashes that you keep of somebody. What is null or empty matches nobody. */
public final class Stored {
    final transient String ci;
    final transient String di;
    final transient String phone;

    public Stored(String ci, String di, String phone) {
        this.ci = ci;
        this.di = di;
        this.phone = phone;
    }

    Map<String, Object> told() {
        return BootpayObject.fields("ci", given(ci), "di", given(di), "phone", given(phone));
    }

    private static String given(String hash) {
        return hash == null || hash.isEmpty() ? null : hash;
    }

    /** Shows no hash: whoever has the key finds the person by it. */
    @Override
    public String toString() {
        return new Printed("Stored").hide("ci", ci).hide("di", di).hide("phone", phone).toString();
    }
}
