package kr.co.bootpay;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.internal.Client;
import kr.co.bootpay.internal.Failure;
import kr.co.bootpay.internal.Json;
import kr.co.bootpay.internal.Reply;
import kr.co.bootpay.internal.Wire;

/** What the copies of a client share. */
final class Core {
    final transient Client client;
    final String baseUrl;
    final transient AttemptLog log;
    final transient Executor executor;

    Core(Config config) {
        try {
            client = Client.open(encode(null, given(config)));
        } catch (Client.Refused refused) {
            throw Failure.of(refused.reply, null);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError unloaded) {
            throw Failure.none("config", "the native library cannot be loaded: " + unloaded.getMessage(), null);
        }
        baseUrl = ask(client, "base_url", null, null);
        log = new AttemptLog(config.onAttempt, System.getenv("BOOTPAY_LOG"));
        executor = config.executor;
    }

    private static Map<String, Object> given(Config config) {
        Map<String, Object> given = new HashMap<>();
        given.put("user_agent", userAgent());
        given.put("environment", environment());
        text(given, "application_id", config.applicationId);
        text(given, "private_key", config.privateKey);
        text(given, "mode", config.mode);
        text(given, "base_url", config.baseUrl);
        time(given, "connect_timeout_ms", config.connectTimeout);
        time(given, "timeout_ms", config.timeout);
        time(given, "deadline_ms", config.deadline);
        given.put("max_retries", config.maxRetries);
        return given;
    }

    private static void text(Map<String, Object> into, String name, String text) {
        if (text != null && !text.isEmpty()) {
            into.put(name, text);
        }
    }

    /** What is shorter than a millisecond is one; what is negative is refused by the core. */
    static void time(Map<String, Object> into, String name, Duration time) {
        if (time != null) {
            boolean isExact = time.getNano() % 1_000_000 == 0;
            into.put(name, time.getSeconds() * 1000 + time.getNano() / 1_000_000 + (isExact ? 0 : 1));
        }
    }

    private static Map<String, String> environment() {
        Map<String, String> values = new HashMap<>();
        for (Object name : (List<?>) Json.value(ask(null, "environment", null, null))) {
            String value = System.getenv((String) name);
            if (value != null) {
                values.put((String) name, value);
            }
        }
        return values;
    }

    private static String userAgent() {
        String version = ask(null, "version", null, null);
        return "bootpay-java/" + version + " (" + System.getProperty("java.version") + "; "
            + System.getProperty("os.name") + "/" + System.getProperty("os.arch") + ")";
    }

    /** The JSON of what is given, or why there is none. */
    static String encode(String operation, Object given) {
        try {
            return Wire.encode(operation, given);
        } catch (Wire.Unfit unfit) {
            throw Failure.refused(operation, unfit.name, unfit.getMessage());
        }
    }

    /** What the library answers at once. */
    static String ask(Client client, String what, byte[] body, Object question) {
        String text = question == null ? "" : question instanceof String ? (String) question : encode(what, question);
        Reply reply = Client.ask(client, what, body, text);
        if (!reply.ok) {
            throw Failure.of(reply, null);
        }
        return reply.body;
    }

    /** What the library answers at once, as an object. */
    static Map<String, Object> askObject(Client client, String what, byte[] body, Object question) {
        return Json.object(ask(client, what, body, question));
    }

    static BootpayException refused(String operation, String name, String why) {
        return Failure.refused(operation, name, why);
    }
}
