package kr.co.bootpay.sandbox;

import java.time.Duration;

/** Short limits of a client. This package knows the client's classes by their methods alone. */
final class Quick {
    private Quick() {}

    @SuppressWarnings("unchecked")
    static <T> T of(T limits) {
        try {
            Object quick = limits;
            quick = set(quick, "timeout", Duration.class, Duration.ofSeconds(2));
            quick = set(quick, "deadline", Duration.class, Duration.ofSeconds(5));
            return (T) set(quick, "maxRetries", int.class, 0);
        } catch (ReflectiveOperationException other) {
            String wrong = "quick takes the Options or the Config of a client, and not " + limits.getClass().getName();
            throw new IllegalArgumentException(wrong, other);
        }
    }

    private static Object set(Object limits, String name, Class<?> type, Object value) throws ReflectiveOperationException {
        return limits.getClass().getMethod(name, type).invoke(limits, value);
    }
}
