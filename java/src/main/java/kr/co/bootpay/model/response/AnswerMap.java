package kr.co.bootpay.model.response;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import kr.co.bootpay.internal.Client;
import kr.co.bootpay.internal.Json;
import kr.co.bootpay.internal.Printed;
import kr.co.bootpay.internal.Reply;

/**
 * What the server answered, under the names on the wire; whole numbers are a Long. A class of an answer's own has
 * fields too, which say the same. {@code toString} masks what says something about a person; the entries themselves are
 * as the server sent them.
 */
public class AnswerMap extends HashMap<String, Object> {
    private static final long serialVersionUID = 1;
    private static final Set<String> MASKED = new HashSet<>(Arrays.asList("certificate", "payment_data"));
    private final transient String name;
    private final transient Collection<String> shown;

    /** An empty one of no particular class. */
    public AnswerMap() {
        this("", null);
    }

    /** An empty one, of whose entries these may be shown. */
    protected AnswerMap(String name, String[] shown) {
        this.name = name;
        this.shown = shown == null ? null : new HashSet<>(Arrays.asList(shown));
    }

    /**
     * Takes the entries, and puts them into the fields as far as they fit. Servers send a number where a text is
     * documented, too.
     */
    public final void fill(Map<String, Object> entries) {
        putAll(entries);
        for (Field field : getClass().getFields()) {
            Object value = entries.get(field.getName());
            if (value == null || Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            try {
                Object fit = fit(field.getType(), value);
                if (fit != null) {
                    field.set(this, fit);
                }
                if (fit instanceof AnswerMap) {
                    put(field.getName(), fit);
                }
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private static Object fit(Class<?> type, Object value) throws ReflectiveOperationException {
        boolean isScalar = !(value instanceof Map) && !(value instanceof Collection);
        if (type == Object.class) {
            return value;
        }
        if (type == String.class) {
            return isScalar ? value.toString() : null;
        }
        if (type == boolean.class) {
            return isScalar && (value.toString().equalsIgnoreCase("true") || value.toString().equals("1"));
        }
        if (AnswerMap.class.isAssignableFrom(type) || type == HashMap.class) {
            Object found = value instanceof String ? Json.value((String) value) : value; // an object that was sent as a text
            if (!(found instanceof AnswerMap) || type == HashMap.class) {
                return found instanceof HashMap ? found : null;
            }
            AnswerMap inner = (AnswerMap) type.getConstructor().newInstance();
            inner.fill((AnswerMap) found);
            return inner;
        }
        if (!isScalar) {
            return null;
        }
        double number;
        try {
            if (type == long.class && value instanceof Long) {
                return value;
            }
            number = Double.parseDouble(value.toString());
        } catch (NumberFormatException word) {
            return null;
        }
        if (type == double.class) {
            return number;
        }
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE && type == int.class) {
            return null;
        }
        return type == int.class ? (Object) (int) number : (Object) (long) number;
    }

    /** Shows nothing about a person: of what nobody has described, only the names. */
    @Override
    public String toString() {
        if (shown == null) {
            return new TreeSet<>(keySet()).toString();
        }
        Printed printed = new Printed(name);
        Map<String, Object> masked = masked();
        for (String key : new TreeSet<>(keySet())) {
            Object value = get(key);
            boolean isPart = value instanceof AnswerMap;
            if (masked.containsKey(key)) {
                printed.show(key, new HashMap<>(asMap(masked.get(key))));
            } else if (shown.contains(key) || isPart) {
                printed.show(key, value instanceof Map && !isPart ? ((Map<?, ?>) value).keySet() : value);
            } else {
                printed.hide(key, value);
            }
        }
        return printed.toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Collections.singletonMap("", Printed.REDACTED);
    }

    /** The core masks these parts of an answer; it has its rules from where they stand. */
    private Map<String, Object> masked() {
        Map<String, Object> parts = new HashMap<>(this);
        parts.keySet().retainAll(MASKED);
        if (parts.isEmpty()) {
            return parts;
        }
        Reply reply = Client.ask(null, "identity.masked", null, Json.write(parts));
        Map<String, Object> masked = Json.object(reply.ok ? reply.body : null);
        parts.keySet().forEach(part -> masked.putIfAbsent(part, Printed.REDACTED));
        return masked;
    }
}
