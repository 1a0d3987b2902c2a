package kr.co.bootpay.tests;

import static kr.co.bootpay.tests.Surroundings.*;
import static org.junit.jupiter.api.Assertions.*;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import kr.co.bootpay.*;
import kr.co.bootpay.exception.*;
import org.junit.jupiter.api.Test;

final class IdentityTest {
    private static final String SESSION = "session-1";
    private static final LocalDate DAY = LocalDate.of(2026, 11, 28);

    /** Somebody who went through the window. */
    private static final class Verified {
        final String receiptId;
        final String token;
        final Once once = Once.memory();

        Verified(Bootpay bootpay, Map<String, ?> fields) {
            Begun begun = bootpay.identity().begin("주류 구매", SESSION);
            Map<String, Object> all = new HashMap<>(fields);
            all.put("order_id", begun.orderId());
            receiptId = BOX.identity(all).receiptId();
            token = begun.token();
        }

        Person confirm(Bootpay bootpay) {
            return bootpay.identity().confirm(receiptId, token, SESSION, once);
        }
    }

    private static String reason(Runnable call) {
        IdentityException error = assertThrows(IdentityException.class, call::run);
        assertTrue(error.httpStatus() >= 400);
        assertNotEquals(error.customerMessage("ko"), error.customerMessage("en"));
        return error.reason();
    }

    @Test
    void aVerificationIsBegunForAPage() {
        Bootpay bootpay = fresh();
        Begun begun = bootpay.identity().begin("주류 구매", SESSION);
        assertEquals(41, begun.orderId().length());
        Map<String, Object> request = begun.request("web-id");
        assertEquals(List.of("web-id", "auth", begun.orderId()),
            List.of(request.get("application_id"), request.get("method"), request.get("order_id")));
        assertTrue(begun.expiresAt().isAfter(Instant.now().plusSeconds(9 * 60)));
        assertFalse(begun.toString().contains(begun.token()));
        assertThrows(InvalidRequestException.class, () -> bootpay.identity().begin("p", "s", Duration.ofHours(1)));
        assertThrows(InvalidRequestException.class, () -> bootpay.identity().begin(null, null));
    }

    @Test
    void aPersonIsConfirmedOnce() {
        Bootpay bootpay = fresh();
        Verified verified = new Verified(bootpay, Map.of("username", "홍길동", "birth", "2007-11-29", "phone", "01012345678"));
        Person person = verified.confirm(bootpay);
        assertEquals("홍길동", person.name().reveal());
        assertEquals("홍*동 2007-**-** 010-****-5678", person.name() + " " + person.birth() + " " + person.phone());
        assertEquals(18, person.age(DAY));
        assertEquals(19, person.yearAge(DAY));
        assertTrue(person.isAdult(Law.YOUTH_PROTECTION, DAY));
        assertFalse(person.isAdult(Law.CIVIL, DAY));
        Proof proof = person.minimal(Law.YOUTH_PROTECTION, DAY);
        assertEquals(List.of(true, "2026-11-28", person.receiptId()),
            List.of(proof.adult(), proof.fields().get("on"), proof.fields().get("receipt_id")));
        String text = SecretsTest.prints(person) + SecretsTest.prints(proof);
        for (String canary : List.of("홍길동", "01012345678", "2007-11-29", person.ci().reveal(), person.di().reveal())) {
            assertFalse(text.contains(canary), canary);
        }
        assertEquals("used", reason(() -> verified.confirm(bootpay)));
    }

    @Test
    void aHashFindsAPersonAgain() {
        Bootpay bootpay = fresh();
        Person person = new Verified(bootpay, Map.of()).confirm(bootpay);
        byte[] key = "a key of 16 bytes, or more".getBytes();
        String hash = person.ci().hmac(key, 3);
        assertTrue(hash.startsWith("3:"));
        assertTrue(person.ci().matches(hash, Keys.of(3, key)));
        assertFalse(person.ci().matches(hash, Keys.of(4, key)));
        assertFalse(person.ci().matches(null, Keys.of(3, key)));
        assertEquals("ci", person.matchedBy(new Stored(hash, null, ""), Keys.of(3, key)));
        assertNull(person.matchedBy(new Stored(null, null, null), Keys.of(3, key)));
        assertThrows(InvalidRequestException.class, () -> person.ci().hmac("short".getBytes(), 1));
        assertThrows(InvalidRequestException.class, () -> person.name().hmac(key, 1));
    }

    @Test
    void whatABrowserSendsIsAFailedAttempt() {
        Bootpay bootpay = fresh();
        Verified verified = new Verified(bootpay, Map.of());
        for (String odd : new String[] {null, "", "\ud800", "../../cancel", "a".repeat(1 << 20)}) {
            assertEquals("bad_token",
                reason(() -> bootpay.identity().confirm(verified.receiptId, odd, SESSION, verified.once)));
        }
        assertEquals("other_session",
            reason(() -> bootpay.identity().confirm(verified.receiptId, verified.token, "session-2", verified.once)));
        assertEquals("other_purpose",
            reason(() -> bootpay.identity().confirm(verified.receiptId, verified.token, SESSION, verified.once, "성인 게임")));
        assertThrows(InvalidRequestException.class,
            () -> bootpay.identity().confirm(verified.receiptId, verified.token, SESSION, null));
        verified.confirm(bootpay); // nothing of it used it up
    }

    @Test
    void aStoreThatFailsConfirmsNobody() {
        Bootpay bootpay = fresh();
        Verified verified = new Verified(bootpay, Map.of());
        Once down = (orderId, keep) -> {
            throw new IllegalStateException("the store is down");
        };
        Exception failed = assertThrows(IllegalStateException.class,
            () -> bootpay.identity().confirm(verified.receiptId, verified.token, SESSION, down));
        assertEquals("the store is down", failed.getMessage());
        assertThrows(Once.UnavailableException.class, () -> Once.jdbc((javax.sql.DataSource) null).consume("o", Duration.ofMinutes(1)));
    }

    @Test
    void aFutureConfirmsTheSame() {
        Bootpay bootpay = fresh();
        Verified verified = new Verified(bootpay, Map.of("username", "홍길동"));
        Identity identity = bootpay.identity();
        Person person = identity.confirmAsync(verified.receiptId, verified.token, SESSION, verified.once, null).join();
        assertEquals("홍길동", person.name().reveal());
        CompletionException again = assertThrows(CompletionException.class,
            () -> identity.confirmAsync(verified.receiptId, verified.token, SESSION, verified.once, null).join());
        assertEquals("used", assertInstanceOf(IdentityException.class, again.getCause()).reason());
    }

    @Test
    void aCancelledConfirmationGivesItsCallUp() throws Exception {
        Semaphore given = new Semaphore(0);
        fresh();
        Bootpay bootpay = new Bootpay(config().deadline(LONG).timeout(LONG).onAttempt(attempt -> {
            if (attempt.status().equals("abandoned")) {
                given.release();
            }
        }));
        Verified verified = new Verified(bootpay, Map.of());
        BOX.fault("stall", Map.of("path", "/certificate/" + verified.receiptId));
        CompletableFuture<Person> person =
            bootpay.identity().confirmAsync(verified.receiptId, verified.token, SESSION, verified.once, null);
        arrivals("/certificate/" + verified.receiptId, 1);
        assertTrue(person.cancel(true));
        given.acquire();
    }

    @Test
    void ofManyWhoConfirmAtOnceOneIsFirst() {
        Bootpay bootpay = fresh();
        Verified verified = new Verified(bootpay, Map.of());
        AtomicInteger first = new AtomicInteger();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int at = 0; at < 50; at++) {
            all.add(bootpay.identity().confirmAsync(verified.receiptId, verified.token, SESSION, verified.once, null)
                .handle((person, failed) -> person == null ? 0 : first.incrementAndGet()));
        }
        all.forEach(CompletableFuture::join);
        assertEquals(1, first.get());
    }
}
