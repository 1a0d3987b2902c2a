package kr.co.bootpay.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.co.bootpay.model.response.AnswerMap;

/** JSON as maps, lists, texts, booleans and numbers: whole ones are a Long or, if they are longer, a BigInteger. */
public final class Json {
    private static final Gson WRITER = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private Json() {}

    /** Reads what the library wrote, or checked. */
    public static Map<String, Object> object(String text) {
        Object value = value(text);
        @SuppressWarnings("unchecked")
        Map<String, Object> fields = value instanceof Map ? (Map<String, Object>) value : new HashMap<>();
        return fields;
    }

    /** Reads what the library wrote, or checked; null if it cannot be read. */
    public static Object value(String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            return value(reader);
        } catch (IOException | IllegalStateException | NumberFormatException unreadable) {
            return null; // the parser's own words may quote somebody's data
        }
    }

    private static Object value(JsonReader reader) throws IOException {
        switch (reader.peek()) {
            case BEGIN_OBJECT:
                Map<String, Object> fields = new AnswerMap();
                reader.beginObject();
                while (reader.hasNext()) {
                    fields.put(reader.nextName(), value(reader));
                }
                reader.endObject();
                return fields;
            case BEGIN_ARRAY:
                List<Object> items = new Items();
                reader.beginArray();
                while (reader.hasNext()) {
                    items.add(value(reader));
                }
                reader.endArray();
                return items;
            case STRING:
                return reader.nextString();
            case NUMBER:
                return number(reader.nextString());
            case BOOLEAN:
                return reader.nextBoolean();
            default:
                reader.nextNull();
                return null;
        }
    }

    private static Object number(String digits) {
        if (digits.indexOf('.') >= 0 || digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0) {
            return Double.valueOf(digits);
        }
        if (digits.length() < 19) {
            return Long.valueOf(digits);
        }
        BigInteger number = new BigInteger(digits);
        return number.bitLength() < 64 ? (Object) number.longValue() : number;
    }

    /** Writes maps, lists, texts, booleans and numbers. */
    public static String write(Object value) {
        return WRITER.toJson(value);
    }

    /** Whether it is a list that was read here, which prints nothing about a person. */
    public static boolean isList(Object value) {
        return value instanceof Items;
    }

    /** A list that prints how many it has, since nobody says what they are. */
    private static final class Items extends ArrayList<Object> {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            StringBuilder shown = new StringBuilder("[");
            for (Object item : this) {
                boolean isKnown = item instanceof AnswerMap || item instanceof Items;
                shown.append(shown.length() > 1 ? ", " : "").append(isKnown ? item.toString() : Printed.REDACTED);
            }
            return shown.append(']').toString();
        }
    }
}
