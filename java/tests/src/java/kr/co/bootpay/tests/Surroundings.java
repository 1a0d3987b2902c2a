package kr.co.bootpay.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.ToNumberPolicy;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import kr.co.bootpay.Bootpay;
import kr.co.bootpay.Config;
import kr.co.bootpay.sandbox.Sandbox;

/**
 * A sandbox for all tests, which run one after the other and begin with a reset; and servers that do what a sandbox
 * would not.
 */
final class Surroundings {
    /** The documentation's public example keys, and records of a sandbox. */
    static final String APPLICATION_ID = "5b8f6a4d396fa665fdc2b5ea";
    static final String PRIVATE_KEY = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";
    static final String IDENTITY = "612e09260d681b0021e61ab9";
    static final String PAYMENT = "5df6e67d4f74b4002a77e0eb";
    static final String TO_CANCEL = "5df6e8034f74b4002177e0bb";
    static final String TO_SUBMIT = "5fffc0460c20b903e88a2d2c";
    static final String BILLING_KEY = "5b025b33e13f33310ce560fb";

    /** What never comes hangs a test; nothing else is measured in time. */
    static final Duration LONG = Duration.ofHours(24);

    static final Sandbox BOX = Sandbox.start();
    static final Gson JSON =
        new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).serializeNulls().create();

    /** Of an equal configuration a process has one client, with its token and its connections; a test wants its own. */
    private static final AtomicInteger OPENED = new AtomicInteger();
    private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{64}");

    /** A test that wants its lines asks for them. */
    private static final Logger QUIET = Logger.getLogger("kr.co.bootpay");

    static {
        QUIET.setUseParentHandlers(false);
    }

    private Surroundings() {}

    /** Resets the sandbox and gives a client of it. */
    static Bootpay fresh() {
        BOX.reset();
        return new Bootpay(config());
    }

    /** A configuration of the sandbox, without retries. */
    static Config config() {
        return config(BOX.url());
    }

    static Config config(String url) {
        return new Config().applicationId(APPLICATION_ID).privateKey(PRIVATE_KEY).baseUrl(url).maxRetries(0)
            .connectTimeout(Duration.ofMillis(5000 + OPENED.incrementAndGet()));
    }

    static void holds(String text, String part) {
        assertTrue(text.contains(part), () -> text + " has no " + part);
    }

    /** Waits until so many requests for a path have arrived. */
    static void arrivals(String path, int count) {
        long found;
        do {
            found = BOX.requests().stream().filter(request -> request.get("path").equals(path)).count();
        } while (found < count);
    }

    /** The requests that have arrived, as the shared cases write them. */
    static List<Object> sent() {
        List<Object> seen = new ArrayList<>();
        for (Map<String, Object> request : BOX.requests()) {
            Map<String, Object> one = new HashMap<>();
            String body = (String) request.get("body");
            one.put("method", request.get("method"));
            one.put("path", request.get("path"));
            one.put("authorization", ((Map<?, ?>) request.get("headers")).get("authorization"));
            one.put("body", body == null || body.isEmpty() ? null : parsed(body));
            seen.add(one);
        }
        return seen;
    }

    static Object parsed(String json) {
        return JSON.fromJson(json, Object.class);
    }

    /** Whether found is what a case expects. */
    static boolean fits(Object expected, Object found) {
        if ("$any".equals(expected)) {
            return found != null;
        }
        if ("$token".equals(expected)) {
            return found instanceof String && TOKEN.matcher((String) found).matches();
        }
        if (expected instanceof Map) {
            Map<?, ?> fields = (Map<?, ?>) expected;
            return found instanceof Map && ((Map<?, ?>) found).keySet().equals(fields.keySet())
                && fields.entrySet().stream().allMatch(field -> fits(field.getValue(), ((Map<?, ?>) found).get(field.getKey())));
        }
        if (expected instanceof List) {
            List<?> items = (List<?>) expected;
            if (!(found instanceof List) || ((List<?>) found).size() != items.size()) {
                return false;
            }
            for (int at = 0; at < items.size(); at++) {
                if (!fits(items.get(at), ((List<?>) found).get(at))) {
                    return false;
                }
            }
            return true;
        }
        if (expected instanceof Number && found instanceof Number) {
            return ((Number) expected).doubleValue() == ((Number) found).doubleValue();
        }
        return expected == null ? found == null : expected.equals(found);
    }

    static void assertFits(Object expected, Object found) {
        assertTrue(fits(expected, found), () -> "expected " + JSON.toJson(expected) + ", found " + JSON.toJson(found));
    }

    /** What a server of a test's own does with a request. */
    interface Handler {
        /** A body, with a status of HTTP before it if that is not 200. */
        String answer(HttpExchange request) throws Exception;
    }

    /** A server that answers what a sandbox would not; it lives as long as the tests. */
    static String server(Handler handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1100);
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            }));
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                String said;
                try {
                    said = exchange.getRequestURI().getPath().equals("/request/token") ? token() : handler.answer(exchange);
                } catch (Exception failed) {
                    said = "500 " + failed;
                }
                boolean hasStatus = said.length() > 3 && said.charAt(3) == ' ' && Character.isDigit(said.charAt(0));
                byte[] body = (hasStatus ? said.substring(4) : said).getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(hasStatus ? Integer.parseInt(said.substring(0, 3)) : 200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return "http://127.0.0.1:" + server.getAddress().getPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String token() {
        long now = System.currentTimeMillis() / 1000;
        return "{\"status\":200,\"code\":0,\"data\":{\"token\":\"" + "ab".repeat(32) + "\",\"server_time\":" + now
            + ",\"expired_at\":9999999999}}";
    }

    /** A server that takes connections and says nothing. */
    static String silent() throws IOException {
        return "http://127.0.0.1:" + new ServerSocket(0, 50, InetAddress.getLoopbackAddress()).getLocalPort();
    }

    static void assertNothingWasSent() {
        assertEquals(List.of(), BOX.requests());
    }
}
