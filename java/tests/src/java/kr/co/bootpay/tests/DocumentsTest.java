package kr.co.bootpay.tests;

import static kr.co.bootpay.tests.Surroundings.BOX;
import static kr.co.bootpay.tests.Surroundings.IDENTITY;
import static kr.co.bootpay.tests.Surroundings.PAYMENT;
import static kr.co.bootpay.tests.Surroundings.TO_CANCEL;
import static kr.co.bootpay.tests.Surroundings.fresh;
import static kr.co.bootpay.tests.Surroundings.holds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import kr.co.bootpay.*;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.model.request.Cancel;
import kr.co.bootpay.model.response.ResDefault;
import kr.co.bootpay.model.response.data.CancelData;
import kr.co.bootpay.model.response.data.CertificateData;
import kr.co.bootpay.model.response.data.VerificationData;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * tests/docs/run looks for the README's blocks of Java in this file, in QuickStart, in SignUpTest and in the Spring Boot
 * example, and for those of docs/reference in Reference: what is printed there runs here.
 */
final class DocumentsTest {
    @TestFactory
    List<DynamicTest> reference() {
        assertTrue(Reference.ALL.size() >= 20);
        return Reference.ALL.entrySet().stream().map(example -> DynamicTest.dynamicTest(example.getKey(), () -> {
            Bootpay bootpay = fresh();
            BOX.payment(Map.of("receipt_id", "00000000000000000000e5c0", "price", 10_000, "escrow", true));
            example.getValue().with(bootpay);
        })).collect(Collectors.toList());
    }

    @Test
    void theQuickStart() throws Exception {
        fresh();
        ProcessBuilder program = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Dfile.encoding=UTF-8", "-cp",
            System.getProperty("java.class.path"), QuickStart.class.getName());
        program.environment().putAll(BOX.env());
        Process running = program.redirectErrorStream(true).start();
        String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, running.waitFor(), said);
        holds(said, "other_order 403");
    }

    @Test
    void bothForms() {
        Bootpay bootpay = fresh();
        String receiptId = IDENTITY;
        ResDefault<CertificateData> typed = bootpay.certificate(receiptId);
        System.out.println(typed.unwrap().order_id);
        ResDefault<HashMap<String, Object>> map = bootpay.certificate(receiptId);
        System.out.println(map.unwrap().get("order_id"));
    }

    @Test
    void limitsAndFutures() {
        Bootpay bootpay = fresh();
        String receiptId = PAYMENT;
        Bootpay quick = bootpay.withOptions(new Options().deadline(Duration.ofSeconds(5)).maxRetries(0));
        CompletableFuture<ResDefault<VerificationData>> later = quick.verifyAsync(receiptId);
        System.out.println(later.join().unwrap().price);
    }

    @Test
    void answersAndErrors() {
        Bootpay bootpay = fresh();
        String receiptId = TO_CANCEL;
        Cancel cancel = new Cancel();
        cancel.receiptId = receiptId;
        cancel.price = 1200.0;
        cancel.name = "관리자";
        cancel.reason = "변심";
        try {
            ResDefault<CancelData> answer = bootpay.cancelPayment(cancel);
            System.out.println(answer.unwrap().remain_price);
        } catch (BootpayException failed) {
            if (failed.effect() == Effect.UNKNOWN) { // an answer was lost: the receipt knows
                System.out.println(bootpay.settle(failed, 0L).outcome()); // 0 won were cancelled before; DONE, NOT_DONE, PENDING or UNCLEAR
            } else {
                System.out.println(failed.getMessage());
            }
        }
        assertEquals(1800, bootpay.<VerificationData>verify(TO_CANCEL).unwrap().remain_price);
    }
}
