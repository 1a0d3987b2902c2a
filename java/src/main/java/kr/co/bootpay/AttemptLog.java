package kr.co.bootpay;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import kr.co.bootpay.internal.Json;

/** Tells of a call's attempts when it is over, in the thread that made it. */
final class AttemptLog {
    private static final Logger LOGGER = Logger.getLogger("kr.co.bootpay");
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private final Consumer<Attempt> onAttempt;
    /** What the variable BOOTPAY_LOG wants on standard error, which the logger may not write. */
    private final Level wanted;

    AttemptLog(Consumer<Attempt> onAttempt, String variable) {
        this.onAttempt = onAttempt;
        boolean isSet = variable != null && !variable.isEmpty();
        wanted = "debug".equals(variable) ? Level.FINE : "warn".equals(variable) ? Level.WARNING : null;
        if (isSet && wanted == null) {
            warnOnce("BOOTPAY_LOG must be debug or warn; nothing is logged");
        }
    }

    /** The level from which on somebody listens. */
    String least() {
        String[] least = {"none"};
        guarded("the logger", () -> {
            if (onAttempt != null || wanted == Level.FINE || LOGGER.isLoggable(Level.FINE)) {
                least[0] = "debug";
            } else if (wanted != null || LOGGER.isLoggable(Level.WARNING)) {
                least[0] = "warn";
            }
        });
        return least[0];
    }

    void tell(String records) {
        if (records.length() <= "[]".length()) {
            return;
        }
        Object told = Json.value(records);
        if (!(told instanceof List)) {
            return;
        }
        for (Object record : (List<?>) told) {
            @SuppressWarnings("unchecked")
            Attempt attempt = new Attempt((Map<String, Object>) record);
            Level level = attempt.level();
            guarded("the logger", () -> {
                if (LOGGER.isLoggable(level)) {
                    LOGGER.logp(level, "kr.co.bootpay.Bootpay", attempt.operation(), attempt.message());
                }
            });
            if (wanted != null && level.intValue() >= wanted.intValue()) {
                System.err.println(attempt.message());
            }
            if (onAttempt != null) {
                guarded("onAttempt", () -> onAttempt.accept(attempt));
            }
        }
    }

    /** Keeps whatever the user's own code throws, errors too, from losing the answer of a call that moved money. */
    private static void guarded(String who, Runnable use) {
        try {
            use.run();
        } catch (Throwable thrown) {
            warnOnce(who + " threw " + thrown.getClass().getName()); // no more: its words may quote anything
        }
    }

    private static void warnOnce(String text) {
        if (WARNED.add(text)) {
            System.err.println("bootpay: " + text);
        }
    }
}
