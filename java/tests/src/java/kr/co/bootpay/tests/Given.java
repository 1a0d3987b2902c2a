package kr.co.bootpay.tests;

import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.co.bootpay.Bootpay;
import kr.co.bootpay.model.request.Cancel;

/** The fields of a shared case. */
final class Given {
    final Map<String, Object> fields;

    Given(Map<String, Object> fields) {
        this.fields = fields;
    }

    String text(String name) {
        return fields.get(name) instanceof String ? (String) fields.get(name) : null;
    }

    Long number(String name) {
        Object value = fields.get(name);
        return value == null ? null : (long) Double.parseDouble(value.toString());
    }

    /** Puts the fields into a class, as somebody would write them in Java. */
    <T> T fill(T payload) throws ReflectiveOperationException {
        fill(payload, fields);
        if (payload instanceof Cancel && fields.get("price") == null) {
            ((Cancel) payload).price = Bootpay.ALL;
        }
        return payload;
    }

    private static void fill(Object into, Map<?, ?> fields) throws ReflectiveOperationException {
        for (Map.Entry<?, ?> entry : fields.entrySet()) {
            Field field = fieldOf(into.getClass(), entry.getKey().toString());
            Object value = fit(field, entry.getValue());
            if (value != null) {
                field.set(into, value);
            }
        }
    }

    private static Field fieldOf(Class<?> type, String wire) throws NoSuchFieldException {
        StringBuilder name = new StringBuilder();
        for (String word : wire.split("_")) {
            name.append(name.length() == 0 ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        try {
            return type.getField(name.toString());
        } catch (NoSuchFieldException asOnTheWire) {
            return type.getField(wire);
        }
    }

    private static Object fit(Field field, Object value) throws ReflectiveOperationException {
        Class<?> type = field.getType();
        if (value == null) {
            return null;
        }
        if (type == String.class) {
            return value instanceof String ? value : Surroundings.JSON.toJson(value);
        }
        if (type == Boolean.class) {
            return value;
        }
        if (type == Integer.class) {
            return value instanceof Boolean ? (Boolean) value ? 1 : 0 : (int) Double.parseDouble(value.toString());
        }
        if (type == long.class) {
            return (long) Double.parseDouble(value.toString());
        }
        if (type == Double.class) {
            return Double.valueOf(value.toString());
        }
        if (type == List.class) {
            Class<?> of = (Class<?>) ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0];
            List<Object> items = new ArrayList<>();
            for (Object item : (List<?>) value) {
                items.add(item instanceof Map ? filled(of, (Map<?, ?>) item) : of == Integer.class ? ((Number) item).intValue() : item);
            }
            return items;
        }
        return type == HashMap.class ? value : filled(type, (Map<?, ?>) value);
    }

    private static Object filled(Class<?> type, Map<?, ?> fields) throws ReflectiveOperationException {
        Object inner = type.getConstructor().newInstance();
        fill(inner, fields);
        return inner;
    }
}
