import static org.junit.jupiter.api.Assertions.*;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import kr.co.bootpay.Begun;
import kr.co.bootpay.Bootpay;
import kr.co.bootpay.Config;
import kr.co.bootpay.Effect;
import kr.co.bootpay.Once;
import kr.co.bootpay.Options;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.exception.ConnectionException;
import kr.co.bootpay.exception.IdentityException;
import kr.co.bootpay.model.request.Cancel;
import kr.co.bootpay.model.request.WalletsPayload;
import kr.co.bootpay.model.response.data.VerificationData;
import kr.co.bootpay.sandbox.PersonFields;
import kr.co.bootpay.sandbox.Sandbox;
import kr.co.bootpay.sandbox.SandboxException;
import kr.co.bootpay.sandbox.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a test does with a project; each test has one. */
final class ProjectTest {
    private static final Sandbox RUNNING = Sandbox.start();

    private final Sandbox sandbox = RUNNING.project();
    private final Bootpay bootpay = sandbox.client(Bootpay::new);

    @AfterEach
    void end() {
        sandbox.close();
    }

    private Map<?, ?> certificate(PersonFields fields) {
        return (Map<?, ?>) sandbox.person(fields).get("certificate");
    }

    private String refused(Runnable call) {
        return assertThrows(SandboxException.class, call::run).getMessage();
    }

    private Cancel cancel(String cancelId) {
        Cancel cancel = new Cancel();
        cancel.receiptId = sandbox.payment(Map.of("price", 3000, "status", 1)).receiptId();
        cancel.price = Bootpay.ALL;
        cancel.cancelId = cancelId;
        return cancel;
    }

    @Test
    void aPersonIsRead() {
        PersonFields fields = new PersonFields().username("김가짜").orderId("order-1");
        String receiptId = sandbox.person("turns_19_this_year", fields).receiptId();
        assertEquals("김가짜", Around.nameOf(bootpay, receiptId));
        assertEquals("/certificate/" + receiptId, sandbox.requests("certificate.get").get(0).get("path"));
        assertEquals(2, sandbox.requests().size());
        assertTrue(Around.isThere(bootpay, sandbox.identity(Map.of("username", "이가짜")).receiptId()));
        String unknown = "POST /sandbox/identities: persona: must be one of adult, ";
        assertTrue(refused(() -> sandbox.person("nobody")).startsWith(unknown));
    }

    @Test
    void somebodyOfAnAgeIsVerified() {
        assertEquals("1990-10-04", certificate(new PersonFields().birth(LocalDate.of(1990, 10, 4))).get("birth"));
        assertEquals("1990-10-04", certificate(new PersonFields().birth("1990-10-04")).get("birth"));
        assertTrue(certificate(new PersonFields().yearAge(19)).get("birth").toString().endsWith("-12-31"));
        long now = (Long) ((Map<?, ?>) sandbox.control("GET", "/sandbox/health", null)).get("now");
        LocalDate today = Instant.ofEpochSecond(now).atZone(ZoneId.of("Asia/Seoul")).toLocalDate();
        assertEquals(today.minusYears(20).toString(), certificate(new PersonFields().age(20)).get("birth"));
        assertTrue(refused(() -> sandbox.person(new PersonFields().age(19).yearAge(19))).contains("age"));
    }

    @Test
    void aVerificationCanBeOld() {
        Begun begun = bootpay.identity().begin("회원 가입", "session-1");
        String old = sandbox.person(new PersonFields().orderId(begun.orderId()).verifiedAgo(Duration.ofHours(1))).receiptId();
        IdentityException refused = assertThrows(IdentityException.class,
            () -> bootpay.identity().confirm(old, begun.token(), "session-1", Once.memory()));
        assertEquals("expired", refused.reason());
    }

    @Test
    void aCertificateCanLackFields() {
        assertTrue(certificate(new PersonFields()).containsKey("unique"));
        Map<?, ?> lacking = certificate(new PersonFields().without("ci", "phone").with("carrier", null).with("gender", 1));
        for (String name : List.of("unique", "phone", "carrier")) {
            assertFalse(lacking.containsKey(name), name);
        }
        assertEquals(1L, lacking.get("gender"));
        assertTrue(refused(() -> sandbox.person(new PersonFields().without("nothing"))).contains("without: "));
    }

    @Test
    void fieldsThatAreGivenOnStayAsTheyAre() {
        PersonFields adult = new PersonFields().yearAge(30);
        adult.without("ci");
        assertTrue(certificate(adult).containsKey("unique"));
    }

    @Test
    void aWindowIsApprovedCancelledOrFails() {
        Window window = sandbox.window("signup-1");
        assertEquals(List.of("identity", "signup-1", "waiting"), List.of(window.kind(), window.orderId(), window.state()));
        assertTrue(window.url().startsWith(sandbox.url()), window::url);
        assertEquals(window.receiptId(), sandbox.window("signup-1").receiptId(), "it waits already");
        assertFalse(Around.isThere(bootpay, window.receiptId()));
        window.approve("age_19", new PersonFields().username("성춘향"));
        assertEquals("approved", window.state());
        assertEquals("성춘향", Around.nameOf(bootpay, window.receiptId()));

        Window closed = sandbox.window("signup-2");
        closed.cancel();
        assertEquals("cancelled", closed.state());
        Window failed = sandbox.window("signup-3");
        failed.fail();
        assertEquals("failed", failed.state());
        Window told = sandbox.window("signup-4");
        told.fail("통신사 점검 중입니다.");
        assertEquals("failed", told.state());
        assertTrue(refused(told::approve).startsWith("POST /sandbox/windows/" + told.receiptId() + "/approve: "));
        for (Window ended : List.of(closed, failed, told)) {
            assertFalse(Around.isThere(bootpay, ended.receiptId()));
        }
        assertEquals("identity", sandbox.window(null).kind());
        assertTrue(refused(() -> sandbox.window(null).approve("nobody")).contains("persona: must be one of adult, "));
        assertTrue(refused(() -> sandbox.window(null).approve(new PersonFields().age(-1))).contains("age: "));
    }

    @Test
    void theWindowOfAPayment() {
        Window window = sandbox.window("order-1", Map.of("price", 3000));
        assertEquals("payment", window.kind());
        window.approve(Map.of("method", "card"));
        VerificationData receipt = bootpay.<VerificationData>verify(window.receiptId()).unwrap();
        assertEquals("1 3000 order-1", receipt.status + " " + (int) receipt.price + " " + receipt.order_id);
    }

    @Test
    void theMoneyOfAVirtualAccountArrives() {
        String url = "https://example.com/hook";
        assertEquals(url, sandbox.settings(Map.of("feedback_url", url)).get("feedback_url"));
        String receiptId = sandbox.payment(Map.of("price", 3000, "method", "vbank", "status", 2)).receiptId();
        assertEquals(1L, sandbox.deposit(receiptId).get("status"));
        Map<String, Object> told = sandbox.webhooks().get(0);
        assertEquals(List.of(receiptId, url, "refused"), List.of(told.get("receipt_id"), told.get("url"), told.get("state")));
        assertEquals(1, sandbox.webhooks().size());
        assertTrue(refused(() -> sandbox.deposit("0")).startsWith("POST /sandbox/deposits: receipt_id: "));
    }

    @Test
    void aMisuseIsTold() {
        for (int time = 0; time < 2; time++) {
            bootpay.cancelPayment(cancel("refund-1"));
        }
        Map<String, Object> misuse = sandbox.misuses().get(0);
        assertEquals("cancel_id_reused", misuse.get("kind"));
        assertEquals(2, ((List<?>) misuse.get("requests")).size());
        assertTrue(sandbox.seen().contains("misuse cancel_id_reused: " + misuse.get("what") + " " + misuse.get("how_to_mend")));
    }

    @Test
    void aSnapshotIsRestored() {
        String receiptId = sandbox.person("age_19").receiptId();
        String document = sandbox.snapshot();
        sandbox.reset();
        assertFalse(Around.isThere(bootpay, receiptId));
        sandbox.restore(document);
        assertTrue(Around.isThere(bootpay, receiptId));
        assertEquals(document.length(), document.trim().length());
        assertTrue(refused(() -> sandbox.restore("{}")).startsWith("POST /sandbox/restore: "));
    }

    @Test
    void aClientGoesOnAfterAReset() {
        bootpay.verify(Around.PAYMENT).unwrap();
        String receiptId = sandbox.person("age_19").receiptId();
        sandbox.fault("reset", Map.of("path", "/receipt"));
        sandbox.reset();
        bootpay.verify(Around.PAYMENT).unwrap();
        assertEquals(1, sandbox.requests().size(), "its token is good");
        assertFalse(Around.isThere(bootpay, receiptId));
    }

    @Test
    void projectsKnowNothingOfEachOther() {
        try (Sandbox other = sandbox.project(); Sandbox third = Sandbox.join(sandbox.url() + "/")) {
            assertEquals(List.of(sandbox.url(), sandbox.url()), List.of(other.url(), third.url()));
            assertEquals(3, List.of(sandbox.privateKey(), other.privateKey(), third.privateKey()).stream().distinct().count());
            assertTrue(Around.projects(RUNNING).containsAll(List.of(other.applicationId(), third.applicationId())));
            other.identity(Map.of("receipt_id", Around.NEW));
            other.fault("reset", Map.of("path", "/receipt"));
            other.advance(Duration.ofDays(1));
            assertTrue(Around.isThere(other.client(Bootpay::new), Around.NEW));
            assertEquals(404, bootpay.certificate(Around.NEW).meta().status());
            assertEquals(404, third.client(Bootpay::new).certificate(Around.NEW).meta().status());
            bootpay.verify(Around.PAYMENT).unwrap();
            sandbox.reset();
            assertEquals(1, other.requests("certificate.get").size());
            other.close();
            assertFalse(Around.projects(RUNNING).contains(other.applicationId()));
            assertTrue(refused(other::webhooks).startsWith("GET /sandbox/webhooks: project: no project has this application_id"));
        }
        assertEquals(RUNNING.applicationId(), Around.projects(RUNNING).get(0));
    }

    @Test
    void quickLimitsAreAClients() {
        Config config = Sandbox.quick(new Config().applicationId(sandbox.applicationId()).privateKey(sandbox.privateKey()));
        Bootpay made = new Bootpay(config.baseUrl(sandbox.url()));
        for (Bootpay quick : List.of(made, bootpay.withOptions(Sandbox.quick(new Options())))) {
            quick.verify(Around.PAYMENT).unwrap();
            try (Sandbox.Fault fault = sandbox.fault("reset", Map.of("path", "/receipt"))) {
                assertThrows(ConnectionException.class, () -> quick.verify(Around.PAYMENT));
            }
            assertEquals(2, sandbox.requests("receipt.get").size(), "nothing is repeated");
            sandbox.reset();
        }
        assertEquals("Options(timeout=PT2S deadline=PT5S maxRetries=0)", Sandbox.quick(new Options()).toString());
        String said = assertThrows(IllegalArgumentException.class, () -> Sandbox.quick("limits")).getMessage();
        assertEquals("quick takes the Options or the Config of a client, and not java.lang.String", said);
    }

    @Test
    void aFaultEndsWhenItIsClosed() {
        Cancel cancel = cancel("refund-1");
        Sandbox.Fault fault = sandbox.fault("reset", Map.of("path", "/cancel"));
        BootpayException lost = assertThrows(BootpayException.class, () -> bootpay.cancelPayment(cancel));
        assertEquals(Effect.UNKNOWN, lost.effect());
        assertTrue(sandbox.seen().contains("\nfault reset path=/cancel"), sandbox::seen);
        fault.close();
        fault.close();
        bootpay.cancelPayment(cancel).unwrap();
        assertTrue(refused(() -> sandbox.fault("nonsense", Map.of())).startsWith("POST /sandbox/faults: kind: "));
    }

    @Test
    void theClockMoves() {
        long before = (Long) ((Map<?, ?>) sandbox.control("GET", "/sandbox/health", null)).get("now");
        sandbox.advance(Duration.ofDays(1).plusMinutes(31));
        long after = (Long) ((Map<?, ?>) sandbox.control("GET", "/sandbox/health", null)).get("now");
        assertTrue(after >= before + 24 * 3600 + 31 * 60);
    }

    @Test
    void whatIsRefusedSaysWhy() {
        assertEquals("POST /sandbox/payments: price: is required", refused(() -> sandbox.payment(Map.of())));
        assertTrue(refused(() -> sandbox.requests("payment.cancle")).contains("operation: must be one of billing.pay, "));
        assertTrue(refused(() -> sandbox.settings(Map.of("feedback", "x"))).startsWith("POST /sandbox/settings: feedback: "));
    }

    @Test
    void manyRequestsAreShownByTheirNewest() {
        assertEquals("no request came: does the client have the address and the keys of this sandbox?", sandbox.seen());
        WalletsPayload wallets = new WalletsPayload();
        wallets.userId = "canary-user";
        for (int time = 0; time < 41; time++) {
            bootpay.getUserWallets(wallets);
        }
        String[] lines = sandbox.seen().split("\n");
        assertEquals("2 requests before", lines[0]);
        assertTrue(lines[40].matches(" *\\d+  GET    /wallet  200"), lines[40]);
        assertFalse(sandbox.seen().contains("canary"));
    }
}
