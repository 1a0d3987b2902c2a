package kr.co.bootpay.sandbox;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import com.google.gson.ToNumberPolicy;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The JSON of the control routes. */
final class Json {
    /** Whole seconds of a Duration, and a date as 1990-10-04. */
    private static final Gson GSON = new GsonBuilder()
        .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
        .serializeNulls()
        .registerTypeAdapter(Duration.class, (JsonSerializer<Duration>) (time, type, in) -> new JsonPrimitive(time.getSeconds()))
        .registerTypeAdapter(LocalDate.class, (JsonSerializer<LocalDate>) (date, type, in) -> new JsonPrimitive(date.toString()))
        .create();

    private Json() {}

    static String write(Object fields) {
        return GSON.toJson(fields);
    }

    /** A map or a list; null for any other text. */
    static Object read(String text) {
        try {
            Object value = GSON.fromJson(text, Object.class);
            return value instanceof Map || value instanceof List ? value : null;
        } catch (JsonParseException other) {
            return null;
        }
    }

    /** Of any other text it is empty. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String text) {
        Object value = read(text);
        return value instanceof Map ? (Map<String, Object>) value : Collections.emptyMap();
    }
}
