package kr.co.bootpay.tests;

import static kr.co.bootpay.tests.Surroundings.*;
import static org.junit.jupiter.api.Assertions.*;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The example in java/examples/spring-boot, as a program of its own. */
@EnabledIfEnvironmentVariable(named = "SHOP_CLASSPATH", matches = ".+")
final class SpringBootTest {
    private static final Pattern LISTENS = Pattern.compile("Tomcat started on port (\\d+)");

    @Test
    void aCustomerIsVerifiedAndAWebhookIsTaken() throws Exception {
        fresh();
        ProcessBuilder shop = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
            System.getenv("SHOP_CLASSPATH"), "shop.Shop", "--server.port=0", "--server.address=127.0.0.1");
        shop.environment().putAll(BOX.env());
        Process program = shop.redirectErrorStream(true).start();
        try {
            BlockingQueue<String> lines = new LinkedBlockingQueue<>();
            BufferedReader output = new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8));
            new Thread(() -> {
                try {
                    output.lines().forEach(lines::add);
                } catch (UncheckedIOException ended) {
                    return;
                }
            }).start();
            String base = "http://127.0.0.1:" + wait(lines, LISTENS).group(1);
            HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

            Map<?, ?> request = (Map<?, ?>) parsed(post(browser, base + "/identity/begin", "", 200));
            assertEquals(BOX.webApplicationId(), request.get("application_id"));
            String receipt = (String) BOX.person("age_19", Map.of("order_id", request.get("order_id"))).get("receipt_id");
            String done = base + "/identity/confirm?receiptId=" + receipt;
            assertEquals("{\"adult\":true}", post(browser, done, "", 200));
            post(browser, done, "", 400); // there is no token any more
            wait(lines, Pattern.compile("DEBUG.*bootpay identity\\.confirm GET /certificate/\\{receipt_id\\} status=200"));

            String paid = "{\"receipt_id\":\"" + PAYMENT + "\",\"order_id\":\"1576461949\",\"price\":3000,\"status\":1}";
            assertEquals("OK", post(browser, base + "/bootpay/webhook", paid, 200)); // of a sandbox on this machine
            post(browser, base + "/bootpay/webhook", paid.replace("3000", "1"), 503);
            post(browser, base + "/bootpay/webhook", "{}", 403);
        } finally {
            program.destroy();
            program.waitFor();
        }
    }

    private static Matcher wait(BlockingQueue<String> lines, Pattern wanted) throws InterruptedException {
        while (true) {
            Matcher found = wanted.matcher(lines.take());
            if (found.find()) {
                return found;
            }
        }
    }

    private static String post(HttpClient browser, String url, String body, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<String> answer = browser.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), answer::body);
        return answer.body();
    }
}
