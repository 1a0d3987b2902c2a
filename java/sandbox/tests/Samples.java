import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import kr.co.bootpay.Bootpay;
import kr.co.bootpay.exception.ConnectionException;
import kr.co.bootpay.model.request.Cancel;
import kr.co.bootpay.model.request.WalletsPayload;
import kr.co.bootpay.sandbox.PersonFields;
import kr.co.bootpay.sandbox.Sandbox;
import kr.co.bootpay.sandbox.junit5.BootpaySandboxExtension;
import kr.co.bootpay.sandbox.junit5.BootpayStrict;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that KitTest runs in JVMs of their own. JUnit does not find them by their names. */
final class Samples {
    private Samples() {}

    private static Cancel cancel(Sandbox sandbox, String cancelId) {
        Cancel cancel = new Cancel();
        cancel.receiptId = sandbox.payment(Map.of("price", 3000, "status", 1)).receiptId();
        cancel.price = Bootpay.ALL;
        cancel.name = "canary-name";
        cancel.reason = "canary-reason";
        cancel.cancelId = cancelId;
        return cancel;
    }

    /** Where it may be injected, always the project of the class. */
    @ExtendWith(BootpaySandboxExtension.class)
    static class Injected {
        private static String first;
        private final Sandbox sandbox;

        Injected(Sandbox sandbox) {
            this.sandbox = sandbox;
        }

        @BeforeAll
        static void begin(Sandbox sandbox) {
            first = sandbox.applicationId();
            sandbox.person("age_19");
        }

        @BeforeEach
        void prepare(Sandbox sandbox) {
            assertEquals(List.of(), sandbox.requests());
            assertEquals(first, sandbox.applicationId());
        }

        @RepeatedTest(3)
        void eachTestBeginsAnew(Sandbox sandbox) {
            assertSame(this.sandbox, sandbox);
            Bootpay bootpay = sandbox.client(Bootpay::new);
            assertFalse(Around.isThere(bootpay, Around.NEW));
            sandbox.identity(Map.of("receipt_id", Around.NEW));
            assertTrue(Around.isThere(bootpay, Around.NEW));
            sandbox.fault("reset", Map.of());
        }

        @Nested
        class Inner {
            @Test
            void itIsTheSame(Sandbox sandbox) {
                assertEquals(first, sandbox.applicationId());
                System.out.println("ran at " + sandbox.url() + " " + first);
            }
        }
    }

    @ExtendWith(BootpaySandboxExtension.class)
    static class Failing {
        @Test
        void aRefund(Sandbox sandbox) {
            Bootpay bootpay = sandbox.client(Bootpay::new);
            WalletsPayload wallets = new WalletsPayload();
            wallets.userId = "canary-user";
            bootpay.getUserWallets(wallets);
            sandbox.fault("reset", Map.of("path", "/cancel", "times", 5));
            System.out.println("key " + sandbox.privateKey());
            assertThrows(ConnectionException.class, () -> bootpay.cancelPayment(cancel(sandbox, "refund-1")));
            fail("it failed");
        }

        @Test
        void nobodyAsked(Sandbox sandbox) {
            sandbox.person(new PersonFields().username("canary-name"));
            fail("it failed");
        }

        @Test
        void skipped(Sandbox sandbox) {
            Assumptions.abort("not today");
        }
    }

    @ExtendWith(BootpaySandboxExtension.class)
    static class FailingWithoutSandbox {
        @Test
        void itHasEnded(Sandbox sandbox) {
            sandbox.close();
            fail("it failed");
        }
    }

    @ExtendWith(BootpaySandboxExtension.class)
    static class Misusing {
        void cancelTwo(Sandbox sandbox) {
            Bootpay bootpay = sandbox.client(Bootpay::new);
            for (int time = 0; time < 2; time++) {
                bootpay.cancelPayment(cancel(sandbox, "refund-1")).unwrap();
            }
        }

        @Test
        void oneIdForTwoCancels(Sandbox sandbox) {
            cancelTwo(sandbox);
        }

        @Test
        void nothing(Sandbox sandbox) {
            sandbox.requests();
        }

        @Test
        @BootpayStrict(false)
        void thatIsExempt(Sandbox sandbox) {
            cancelTwo(sandbox);
        }

        @Test
        @BootpayStrict
        void thatIsStrictAlways(Sandbox sandbox) {
            cancelTwo(sandbox);
        }
    }

    @BootpayStrict
    static class MisusingStrictly extends Misusing {}

    /** One class of four, which run at the same time: all make the same receipt, each of another price. */
    @ExtendWith(BootpaySandboxExtension.class)
    abstract static class OneOfFour {
        private static final CountDownLatch ALL = new CountDownLatch(4);

        @BeforeAll
        static void meet() throws InterruptedException {
            ALL.countDown();
            assertTrue(ALL.await(60, TimeUnit.SECONDS), "they do not run at once");
        }

        @RepeatedTest(5)
        void nobodyIsMet(Sandbox sandbox) {
            int price = getClass().getSimpleName().charAt(0) * 100;
            Bootpay bootpay = sandbox.client(Bootpay::new);
            sandbox.payment(Map.of("receipt_id", Around.NEW, "price", price, "status", 1));
            assertEquals(price, ((Number) bootpay.verify(Around.NEW).unwrap().get("price")).intValue());
            assertEquals(1, sandbox.requests("receipt.get").size());
            System.out.println("ran at " + sandbox.url() + " " + sandbox.applicationId());
        }
    }

    static class A extends OneOfFour {}

    static class B extends OneOfFour {}

    static class C extends OneOfFour {}

    static class D extends OneOfFour {}

    /** Tests of one class that run at the same time, with a project each. */
    static class AtOnce {
        private static final CountDownLatch ALL = new CountDownLatch(4);

        @RegisterExtension
        final BootpaySandboxExtension extension = new BootpaySandboxExtension();

        @RepeatedTest(4)
        void nobodyIsMet(Sandbox sandbox) throws InterruptedException {
            ALL.countDown();
            assertTrue(ALL.await(60, TimeUnit.SECONDS), "they do not run at once");
            sandbox.identity(Map.of("receipt_id", Around.NEW));
            assertTrue(Around.isThere(sandbox.client(Bootpay::new), Around.NEW));
            assertEquals(1, sandbox.requests("certificate.get").size());
            System.out.println("ran at " + sandbox.url() + " " + sandbox.applicationId());
        }
    }

    /** A project ends with its test. */
    static class OneByOne {
        @RegisterExtension
        final BootpaySandboxExtension extension = new BootpaySandboxExtension();

        @RepeatedTest(4)
        void itIsTheOnlyOne(Sandbox sandbox) {
            assertEquals(sandbox.applicationId(), Around.projects(sandbox).get(1));
            assertEquals(2, Around.projects(sandbox).size());
        }
    }

    /** Tests that are free to run at the same time, and share a project. */
    @ExtendWith(BootpaySandboxExtension.class)
    static class TakingTurns {
        private static final AtomicInteger INSIDE = new AtomicInteger();

        @RepeatedTest(8)
        void oneAtATime(Sandbox sandbox) {
            assertEquals(1, INSIDE.incrementAndGet());
            assertEquals(List.of(), sandbox.requests());
            sandbox.client(Bootpay::new).verify(Around.PAYMENT).unwrap();
            INSIDE.decrementAndGet();
        }
    }

    /** An application that is made once, for several classes. */
    abstract static class WithApplication {
        @RegisterExtension
        static final BootpaySandboxExtension EXTENSION = new BootpaySandboxExtension();
        private static Bootpay application;

        @BeforeAll
        static void start() {
            application = application == null ? EXTENSION.sandbox().client(Bootpay::new) : application;
        }

        @RepeatedTest(2)
        void itGoesOn(Sandbox sandbox) {
            assertSame(EXTENSION.sandbox(), sandbox);
            assertTrue(Around.isThere(application, sandbox.person("age_19").receiptId()));
            assertEquals(1, sandbox.requests("certificate.get").size());
        }
    }

    static class E extends WithApplication {}

    static class F extends WithApplication {}
}
