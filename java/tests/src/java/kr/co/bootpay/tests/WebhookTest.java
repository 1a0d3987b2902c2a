package kr.co.bootpay.tests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static kr.co.bootpay.tests.Surroundings.*;
import static org.junit.jupiter.api.Assertions.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.co.bootpay.*;
import kr.co.bootpay.exception.*;
import kr.co.bootpay.model.response.ResDefault;
import kr.co.bootpay.model.response.data.VerificationData;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The webhooks that every language shares; the format is in tests/webhooks/README.md. */
final class WebhookTest {
    private static final String SANDBOX_KEY = "Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ=";
    private static final String BODY = "{\"receipt_id\":\"5df6e67d4f74b4002a77e0eb\",\"order_id\":\"1576461949\",\"price\":3000,"
        + "\"status\":1,\"payment_data\":{\"card_name\":\"CANARY\"}}";

    private static Bootpay client(String name) {
        switch (name) {
            case "live":
                return new Bootpay(config("https://api.example.com"));
            case "sandbox":
                return new Bootpay(config("http://127.0.0.1:1").privateKey(SANDBOX_KEY));
            case "container":
                return new Bootpay(config("http://sandbox:8300").privateKey(SANDBOX_KEY));
            default:
                return new Bootpay(config("http://127.0.0.1:1").privateKey("bm90IGEgc2FuZGJveCBrZXk6IGEgbGl2ZSBwcm9qZWM="));
        }
    }

    @TestFactory
    List<DynamicTest> webhooks() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getenv("BOOTPAY_WEBHOOKS")))) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".json")).sorted().collect(Collectors.toList());
            assertTrue(all.size() >= 20, () -> "BOOTPAY_WEBHOOKS has " + all.size());
            return all.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)))
                .collect(Collectors.toList());
        }
    }

    // Cut off to 32 bits it is 1, which is paid.
    @Test
    void aStatusThatNoIntHoldsIsNone() {
        Bootpay bootpay = new Bootpay(config("http://127.0.0.1:1"));
        for (String status : new String[] {"4294967297", "-4294967295"}) {
            byte[] body = ("{\"receipt_id\":\"" + PAYMENT + "\",\"price\":1,\"status\":" + status + "}").getBytes(UTF_8);
            assertNull(bootpay.webhook().parse(body, null).status());
        }
    }

    @SuppressWarnings("unchecked")
    private static void run(Path file) throws Exception {
        Map<String, Object> shared = (Map<String, Object>) parsed(Files.readString(file));
        Bootpay bootpay = client((String) shared.get("client"));
        for (Map<String, Object> told : (List<Map<String, Object>>) shared.get("deliveries")) {
            Map<String, Object> wanted = (Map<String, Object>) shared.get("error");
            if (wanted == null) {
                assertFits(shared.get("event"), seen(received(bootpay, told)));
                continue;
            }
            BootpayException error = assertThrows(BootpayException.class, () -> received(bootpay, told));
            assertEquals(wanted.get("kind"), error.kind());
            holds(error.getMessage(), (String) wanted.get("message_has"));
        }
    }

    private static WebhookEvent received(Bootpay bootpay, Map<String, Object> told) {
        byte[] body = told.get("body_latin1") == null ? ((String) told.getOrDefault("body", "")).getBytes(UTF_8)
            : ((String) told.get("body_latin1")).getBytes(ISO_8859_1);
        if (!told.containsKey("remote_address")) {
            return bootpay.webhook().parse(body, (String) told.get("content_type"));
        }
        Delivery delivery = new Delivery((String) told.get("remote_address")).contentType((String) told.get("content_type"))
            .forwardedFor((String) told.get("forwarded_for"));
        if (told.get("trusted_proxies") != null) {
            delivery.trustedProxies(((List<?>) told.get("trusted_proxies")).toArray(new String[0]));
        }
        if (told.get("allowed_sources") != null) {
            delivery.allowedSources(((List<?>) told.get("allowed_sources")).toArray(new String[0]));
        }
        return bootpay.webhook().verify(body, delivery);
    }

    private static Map<String, Object> seen(WebhookEvent event) {
        Map<String, Object> seen = new HashMap<>();
        seen.put("receipt_id", event.receiptId());
        seen.put("status", event.status());
        seen.put("price", event.price());
        seen.put("tax_free", event.taxFree());
        seen.put("order_id", event.orderId());
        seen.put("name", event.name());
        seen.put("retry_count", event.retryCount());
        seen.put("pg", event.pg());
        seen.put("method", event.method());
        seen.put("purchased_at", event.purchasedAt());
        seen.put("payment_data", event.paymentData());
        seen.put("fields", event.fields());
        return seen;
    }

    // An id of many digits is another one when it is rounded.
    @Test
    void numbersKeepTheirDigits() {
        String body = "{\"receipt_id\":\"r\",\"status\":1,\"price\":3000,\"order_no\":9007199254740993}";
        WebhookEvent event = fresh().webhook().parse(body.getBytes(UTF_8), null);
        assertEquals(9007199254740993L, event.fields().get("order_no"));
    }

    @Test
    void aWebhookIsVerifiedAndItsReceiptIsRead() {
        Bootpay bootpay = fresh();
        Webhook live = client("live").webhook(); // which believes no private network
        Delivery behindAProxy =
            new Delivery("10.0.0.9:4000").forwardedFor("6.6.6.6, 223.130.82.4, 10.0.0.7").trustedProxies("10.0.0.0/8");
        WebhookEvent event = live.verify(BODY.getBytes(UTF_8), behindAProxy);
        assertEquals(3000, event.price());
        assertFalse(SecretsTest.prints(event).contains("CANARY"));
        ResDefault<VerificationData> receipt = bootpay.webhook().reverify(event);
        assertEquals(3000, receipt.data.price);

        WebhookEvent forged = live.parse(BODY.replace("3000", "1").getBytes(UTF_8), null);
        assertThrows(MismatchException.class, () -> bootpay.webhook().reverify(forged));
        assertThrows(WebhookException.class, () -> live.verify(BODY.getBytes(UTF_8), new Delivery("6.6.6.6:4000")));
        Exception long_ = assertThrows(WebhookException.class,
            () -> live.verify("x".repeat(2 << 20).getBytes(UTF_8), new Delivery("223.130.82.4:4000")));
        holds(long_.getMessage(), "1 MiB");
    }
}
