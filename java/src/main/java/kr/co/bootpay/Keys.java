package kr.co.bootpay;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The keys of hashes, of at least 16 random bytes, by their versions. */
public final class Keys {
    private final transient Map<Integer, String> keys = new TreeMap<>();

    /** One key. */
    public static Keys of(int version, byte[] key) {
        return new Keys().and(version, key);
    }

    /** These keys, and one more. */
    public Keys and(int version, byte[] key) {
        keys.put(version, text(key));
        return this;
    }

    static String text(byte[] key) {
        return key == null ? "" : Base64.getEncoder().encodeToString(key);
    }

    List<Map<String, Object>> told() {
        List<Map<String, Object>> told = new ArrayList<>();
        keys.forEach((version, key) -> told.add(BootpayObject.fields("version", version, "key", key)));
        return told;
    }

    /** Shows their versions alone. */
    @Override
    public String toString() {
        return "Keys" + keys.keySet();
    }
}
