package kr.co.bootpay.internal;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is given, as it is sent: maps and lists without what was not given, which is null, and of a number that cannot
 * be null 0. What no request can hold is refused by name; what a text or a number may say is the core's to judge.
 */
public final class Wire {
    /** What a request cannot hold, and why not. */
    public static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;
        /** The field, such as {@code user_info.username}. */
        public final String name;

        Unfit(String name, String why) {
            super(why, null, false, false);
            this.name = name.isEmpty() ? "the request" : name;
        }
    }

    /** JSON that is sent as it is, nulls too. */
    public static final class Raw {
        final String json;

        public Raw(String json) {
            this.json = json;
        }
    }

    /** What may be sent only once somebody has revealed it. */
    public interface Secret {}

    private static final int DEEPEST = 100;

    private final String operation;
    private int depth;

    private Wire(String operation) {
        this.operation = operation;
    }

    /** The JSON of what is given: a map, or an object with public fields. */
    public static String encode(String operation, Object given) throws Unfit {
        if (given instanceof Raw) {
            return ((Raw) given).json;
        }
        Object sent = given == null ? null : new Wire(operation).value("", given);
        return Json.write(sent == null ? new LinkedHashMap<>() : sent);
    }

    private Object value(String name, Object given) throws Unfit {
        if (++depth > DEEPEST) { // such as a map that is within itself
            throw new Unfit("", "is nested too deeply");
        }
        Object sent = sent(name, given);
        depth--;
        return sent;
    }

    private Object sent(String name, Object given) throws Unfit {
        if (given == null || given instanceof Boolean) {
            return given;
        }
        if (given instanceof Secret) {
            throw new Unfit(name, "is somebody's: reveal it, if it is to be sent");
        }
        if (given instanceof CharSequence || given instanceof Character || given instanceof Enum) {
            return text(name, given.toString());
        }
        if (given instanceof Number) {
            return number(name, (Number) given);
        }
        if (given instanceof Map) {
            Map<String, Object> sent = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) given).entrySet()) {
                if (!(entry.getKey() instanceof CharSequence)) {
                    throw new Unfit(name, "must have texts for names");
                }
                String key = text(name, entry.getKey().toString());
                Object value = value(within(name, key), entry.getValue());
                if (value != null) {
                    sent.put(key, value);
                }
            }
            return sent;
        }
        if (given instanceof Collection) {
            List<Object> sent = new ArrayList<>();
            for (Object item : (Collection<?>) given) {
                sent.add(value(name + "[" + sent.size() + "]", item));
            }
            return sent;
        }
        if (given.getClass().isArray()) {
            List<Object> sent = new ArrayList<>();
            for (int at = 0; at < Array.getLength(given); at++) {
                sent.add(value(name + "[" + at + "]", Array.get(given, at)));
            }
            return sent;
        }
        return fields(name, given);
    }

    /** The public fields of a request's class. Other classes cannot be sent. */
    private Object fields(String name, Object given) throws Unfit {
        boolean isOurs = false;
        for (Class<?> type = given.getClass(); type != null; type = type.getSuperclass()) {
            isOurs |= type.getName().startsWith("kr.co.bootpay.model.request.");
        }
        if (!isOurs) {
            throw new Unfit(name, "cannot be sent: it is of the type " + given.getClass().getName());
        }
        Map<String, Object> sent = new LinkedHashMap<>();
        for (Field field : given.getClass().getFields()) {
            if (Modifier.isStatic(field.getModifiers()) || Modifier.isTransient(field.getModifiers())) {
                continue;
            }
            Object held;
            try {
                held = field.get(given);
            } catch (IllegalAccessException hidden) {
                throw new Unfit(field.getName(), "cannot be read");
            }
            boolean isNothing = field.getType().isPrimitive() && held instanceof Number && ((Number) held).longValue() == 0;
            String wire = wireName(field.getName());
            if (held != null && !(isNothing && !isAlways(field))) {
                sent.put(wire, value(within(name, wire), held));
            }
        }
        return sent;
    }

    private boolean isAlways(Field field) {
        Always always = field.getAnnotation(Always.class);
        return always != null && (always.value().isEmpty() || always.value().equals(operation));
    }

    private static String within(String name, String inner) {
        return name.isEmpty() ? shown(inner) : name + "." + shown(inner);
    }

    /** A name is whoever's the map is: only what looks like a field's is repeated. */
    private static String shown(String name) {
        int digits = 0;
        for (int at = 0; at < name.length(); at++) {
            char letter = name.charAt(at);
            boolean isDigit = letter >= '0' && letter <= '9';
            digits += isDigit ? 1 : 0;
            if (!isDigit && letter != '_' && !(letter >= 'a' && letter <= 'z') && !(letter >= 'A' && letter <= 'Z')) {
                return "…";
            }
        }
        return name.length() <= 40 && digits < 6 ? name : "…";
    }

    /** {@code receipt_id} of {@code receiptId}. */
    static String wireName(String name) {
        StringBuilder wire = new StringBuilder();
        for (char letter : name.toCharArray()) {
            if (Character.isUpperCase(letter)) {
                wire.append('_');
            }
            wire.append(Character.toLowerCase(letter));
        }
        return wire.toString().toLowerCase(Locale.ROOT);
    }

    /** Half of a surrogate pair would become a question mark on the way, which is another text. */
    private static String text(String name, String text) throws Unfit {
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (Character.isHighSurrogate(letter) && at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))) {
                at++;
            } else if (Character.isSurrogate(letter)) {
                throw new Unfit(name, "is not valid Unicode text");
            }
        }
        return text;
    }

    private static Object number(String name, Number number) throws Unfit {
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                throw new Unfit(name, "must be a finite number");
            }
            // 1200.0 is 1200; what is no whole number is the core's to refuse
            return value == Math.rint(value) && Math.abs(value) < 1L << 53 ? (Object) (long) value : new BigDecimal(value);
        }
        if (number instanceof BigDecimal || number instanceof BigInteger) {
            return number;
        }
        // another library's number may have a fraction, which longValue would cut off
        try {
            return new BigDecimal(number.toString());
        } catch (NumberFormatException odd) {
            throw new Unfit(name, "cannot be sent: it is of the type " + number.getClass().getName());
        }
    }
}
