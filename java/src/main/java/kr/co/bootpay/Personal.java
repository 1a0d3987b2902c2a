package kr.co.bootpay;

import java.util.Map;
import kr.co.bootpay.internal.Wire;

/**
 * A value that says who somebody is. It prints masked, and no serializer finds it; {@link #reveal} gives it. A phone
 * number, a CI and a DI are found again by a keyed hash, so that they need not be kept in clear.
 */
public final class Personal implements Wire.Secret {
    private final transient String value;
    private final String masked;
    private final String what;

    private Personal(String value, String masked, String what) {
        this.value = value;
        this.masked = masked;
        this.what = what;
    }

    static Personal of(Object value, Object masked, String what) {
        return value == null ? null : new Personal(value.toString(), String.valueOf(masked), what);
    }

    /** The value. Keep it out of logs. */
    public String reveal() {
        return value;
    }

    /**
     * The keyed hash to store and to look up, such as {@code 1:Zm9v…}. Anyone who has the key can find the person by
     * it, so it is personal data too; a leak of it reveals less. Of a phone number, a CI or a DI.
     *
     * @param key at least 16 random bytes, which are kept outside of the database that the hash is in
     * @param version the key's, which stands in front of the hash
     */
    public String hmac(byte[] key, int version) {
        Map<String, Object> question = question();
        question.put("key", Keys.text(key));
        question.put("version", version);
        return (String) Identity.asked("hmac", question).get("hash");
    }

    /**
     * Whether the stored hash is this person's, with whichever of the keys it was made. What is null, empty, damaged or
     * of an unknown version matches nobody.
     */
    public boolean matches(String stored, Keys keys) {
        Map<String, Object> question = question();
        question.put("stored", stored == null ? "" : stored);
        question.put("keys", keys.told());
        return Boolean.TRUE.equals(Identity.asked("matches", question).get("matches"));
    }

    private Map<String, Object> question() {
        if (what == null) {
            throw Core.refused(null, "the value", "has no hash; a phone number, a CI and a DI have one");
        }
        return BootpayObject.fields("what", what, "value", value);
    }

    /** Masked. */
    @Override
    public String toString() {
        return masked;
    }
}
