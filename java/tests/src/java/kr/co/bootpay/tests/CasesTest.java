package kr.co.bootpay.tests;

import static kr.co.bootpay.tests.Surroundings.BOX;
import static kr.co.bootpay.tests.Surroundings.JSON;
import static kr.co.bootpay.tests.Surroundings.assertFits;
import static kr.co.bootpay.tests.Surroundings.fresh;
import static kr.co.bootpay.tests.Surroundings.holds;
import static kr.co.bootpay.tests.Surroundings.parsed;
import static kr.co.bootpay.tests.Surroundings.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.co.bootpay.*;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.exception.IdentityException;
import kr.co.bootpay.model.response.AnswerMap;
import kr.co.bootpay.model.response.ResDefault;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The behaviours that every language shares; the format is in tests/cases/README.md. */
final class CasesTest {
    /** What a case would give that Java's types cannot hold is a mistake of the compiler's to find. */
    private static final Set<String> CANNOT_BE_SAID = Set.of("certificate-id-of-another-type");

    static {
        CaseCalls.ALL.put("token.request", (bootpay, given) -> bootpay.getAccessToken());
        CaseCalls.ALL.put("receipt.get", CasesTest::verified);
        CaseCalls.ALL.put("receipt.settle", (bootpay, given) ->
            bootpay.settleCancel(given.text("receipt_id"), given.number("cancel_price"), given.number("cancelled_before")));
        CaseCalls.ALL.put("identity.confirm", CasesTest::confirmed);
    }

    private static Object verified(Bootpay bootpay, Given given) {
        Expected expected = new Expected();
        if (given.number("expected_price") != null) {
            expected.price(given.number("expected_price"));
        }
        if (given.number("expected_status") != null) {
            expected.status(given.number("expected_status").intValue());
        }
        if (given.text("expected_order_id") != null) {
            expected.orderId(given.text("expected_order_id"));
        }
        boolean isPlain = given.fields.size() == 1;
        return isPlain ? bootpay.verify(given.text("receipt_id")) : bootpay.verifyExpected(given.text("receipt_id"), expected);
    }

    private static Object confirmed(Bootpay bootpay, Given given) {
        long[] kept = new long[1];
        Once once = (orderId, keep) -> {
            kept[0] = keep.toSeconds();
            return true;
        };
        Person person = bootpay.identity().confirm(given.text("receipt_id"), given.text("token"), given.text("session"), once,
            given.text("purpose"));
        Map<String, Object> masked = new HashMap<>();
        masked.put("name", person.name() == null ? null : person.name().toString());
        masked.put("birth", person.birth() == null ? null : person.birth().toString());
        masked.put("phone", person.phone() == null ? null : person.phone().toString());
        Map<String, Object> all = new HashMap<>();
        all.put("order_id", person.orderId());
        all.put("receipt_id", person.receiptId());
        all.put("purpose", person.purpose());
        all.put("name", clear(person.name()));
        all.put("birth", clear(person.birth()));
        all.put("birth_is_ambiguous", person.birthIsAmbiguous());
        all.put("gender", person.gender());
        all.put("foreigner", person.foreigner());
        all.put("phone", clear(person.phone()));
        all.put("carrier", person.carrier());
        all.put("ci", clear(person.ci()));
        all.put("di", clear(person.di()));
        all.put("tid", person.tid());
        all.put("verified_at",
            person.verifiedAt() == null ? null : person.verifiedAt().format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        all.put("keep_used_for", kept[0]);
        all.put("masked", masked);
        return all;
    }

    private static String clear(Personal value) {
        return value == null ? null : value.reveal();
    }

    @TestFactory
    List<DynamicTest> cases() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getenv("BOOTPAY_CASES")))) {
            List<Path> cases = files.filter(file -> file.toString().endsWith(".json")).sorted().collect(Collectors.toList());
            assertTrue(cases.size() >= 60, () -> "BOOTPAY_CASES has " + cases.size() + " cases");
            return cases.stream().map(file -> DynamicTest.dynamicTest(
                file.getFileName().toString().replace(".json", ""), () -> run(file))).collect(Collectors.toList());
        }
    }

    @SuppressWarnings("unchecked")
    private static void run(Path file) throws Exception {
        Assumptions.assumeFalse(CANNOT_BE_SAID.contains(file.getFileName().toString().replace(".json", "")));
        String text = Files.readString(file);
        Map<String, Object> shared = (Map<String, Object>) parsed(text);
        Bootpay bootpay = fresh();
        if (shared.get("begin") != null) {
            Map<String, String> begin = (Map<String, String>) shared.get("begin");
            Begun begun = bootpay.identity().begin(begin.get("purpose"), begin.get("session"));
            shared = (Map<String, Object>) parsed(
                text.replace("$begun.order_id", begun.orderId()).replace("$begun.token", begun.token()));
        }
        for (Map<String, Object> request : (List<Map<String, Object>>) shared.getOrDefault("setup", List.of())) {
            BOX.control((String) request.get("method"), (String) request.get("path"), request.get("body"));
        }
        Map<String, Object> expect = (Map<String, Object>) shared.get("expect");
        CaseCalls.Call call = CaseCalls.ALL.get(shared.get("operation"));
        Object answer = null;
        BootpayException error = null;
        try {
            answer = call.with(bootpay, new Given((Map<String, Object>) shared.getOrDefault("params", Map.of())));
            error = answer instanceof ResDefault ? ((ResDefault<?>) answer).error() : null;
        } catch (BootpayException failed) {
            error = failed;
        }
        Map<String, Object> wanted = (Map<String, Object>) expect.get("error");
        if (wanted == null) {
            if (error != null) {
                throw error;
            }
            good(answer, expect);
        } else {
            failed(error, wanted);
            if (expect.get("requests") == null) {
                return;
            }
        }
        assertFits(expect.get("requests"), sent());
    }

    private static void failed(BootpayException error, Map<String, Object> wanted) {
        assertEquals(wanted.get("kind"), error.kind(), error::getMessage);
        assertEquals(wanted.get("status") == null ? 0 : ((Number) wanted.get("status")).intValue(), error.status());
        assertEquals(wanted.get("code") == null ? null : wanted.get("code").toString(), error.code());
        assertEquals(wanted.get("effect"), error.effect().name().toLowerCase());
        if (wanted.get("message_has") != null) {
            holds(error.getMessage(), (String) wanted.get("message_has"));
        }
        String reason = error instanceof IdentityException ? ((IdentityException) error).reason() : null;
        assertEquals(wanted.get("reason"), reason);
    }

    /** A good answer as it came, and in the fields of its class. */
    @SuppressWarnings("unchecked")
    private static void good(Object answer, Map<String, Object> expect) throws Exception {
        Map<String, Object> wanted = (Map<String, Object>) expect.get("answer");
        if (answer instanceof Map) {
            Map<String, Object> person = new HashMap<>((Map<String, Object>) wanted.get("data"));
            person.remove("birth_text"); // how the agency wrote the date is not told
            assertFits(person, answer);
            return;
        }
        boolean isSettled = answer instanceof Settlement;
        ResDefault<?> response = isSettled ? ((Settlement) answer).receipt() : (ResDefault<?>) answer;
        Outcome outcome = isSettled ? ((Settlement) answer).outcome() : response.meta().outcome();
        assertEquals(expect.get("outcome"), outcome == null ? null : outcome.name().toLowerCase());
        assertFits(wanted, parsed(response.raw()));
        assertNull(response.error());
        assertEquals(wanted.get("data") == null, response.data == null && wanted.get("data") == null);
        if (response.data instanceof AnswerMap) {
            assertFits(wanted.get("data"), parsed(JSON.toJson(response.data)));
            fields((AnswerMap) response.data);
        }
    }

    private static void fields(AnswerMap data) throws IllegalAccessException {
        for (Field field : data.getClass().getFields()) {
            Object came = data.get(field.getName());
            if (Modifier.isStatic(field.getModifiers()) || came == null) {
                continue;
            }
            Object held = field.get(data);
            if (came instanceof Number && held instanceof Number) {
                assertEquals(((Number) came).doubleValue(), ((Number) held).doubleValue(), field::getName);
            } else if (held instanceof String && !(came instanceof Map)) {
                assertEquals(came.toString(), held, field::getName);
            } else if (held != null && held.getClass() == came.getClass()) {
                assertEquals(came, held, field::getName);
            }
        }
    }
}
