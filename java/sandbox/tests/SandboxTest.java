import static org.junit.jupiter.api.Assertions.*;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import kr.co.bootpay.Bootpay;
import kr.co.bootpay.exception.ApiException;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.model.response.data.CertificateData;
import kr.co.bootpay.sandbox.Sandbox;
import kr.co.bootpay.sandbox.SandboxException;
import org.junit.jupiter.api.Test;

/** The package from dist/java, with the program that is inside. */
final class SandboxTest {
    private static Bootpay client(Sandbox sandbox) {
        return new Bootpay(sandbox.applicationId(), sandbox.privateKey(), sandbox.url());
    }

    @Test
    void aPersonAPaymentAndAFault() {
        try (Sandbox sandbox = Sandbox.start("--seed", "7")) {
            assertEquals(sandbox.url(), sandbox.env().get("BOOTPAY_BASE_URL"));
            assertEquals(4, sandbox.env().size());
            Bootpay bootpay = client(sandbox);
            String receipt = (String) sandbox.person("age_19", Map.of("username", "김가짜")).get("receipt_id");
            assertEquals("김가짜", bootpay.<CertificateData>certificate(receipt).unwrap().certificate.get("username"));
            Map<String, Object> paid = sandbox.payment(Map.of("price", 3000, "status", 1));
            bootpay.verify((String) paid.get("receipt_id")).unwrap();
            assertEquals(1, sandbox.requests("receipt.get").size());
            try (Sandbox.Fault fault = sandbox.fault("status", Map.of("path", "/receipt/" + paid.get("receipt_id"), "status", 404))) {
                assertThrows(BootpayException.class, () -> bootpay.verify((String) paid.get("receipt_id")).unwrap());
            }
            bootpay.verify((String) paid.get("receipt_id")).unwrap();
            String unfinished = (String) sandbox.window("unfinished", Map.of()).get("receipt_id");
            assertThrows(ApiException.class, () -> bootpay.certificate(unfinished).unwrap());
            sandbox.advance(Duration.ofMinutes(31));
            sandbox.reset();
            assertEquals(List.of(), sandbox.requests());
        }
    }

    @Test
    void whatIsRefusedSaysWhy() {
        try (Sandbox sandbox = Sandbox.start()) {
            SandboxException refused =
                assertThrows(SandboxException.class, () -> sandbox.person("nobody", Map.of()));
            assertTrue(refused.getMessage().contains("persona: must be one of"), refused::getMessage);
            sandbox.close();
            SandboxException gone = assertThrows(SandboxException.class, sandbox::reset);
            assertTrue(gone.getMessage().contains("does not answer"), gone::getMessage);
        }
    }

    @Test
    void whatCannotStartSaysWhy() throws Exception {
        assertTrue(assertThrows(SandboxException.class, () -> Sandbox.start("--nonsense")).getMessage().contains("nonsense"));
        Path nothing = Files.createTempDirectory("bootpay").resolve("nothing");
        assertTrue(assertThrows(SandboxException.class, () -> Sandbox.start(nothing)).getMessage().contains("nothing"));
    }

    @Test
    void theProgramOfAnotherSystemIsLookedFor() throws Exception {
        assertTrue(on("Mac OS X", "aarch64").contains("no program for aarch64-darwin"));
        assertTrue(on("Windows 11", "amd64").contains("no program for x86_64-windows"));
    }

    /** What a JVM says that takes itself for one of another system. */
    private static String on(String system, String cpu) throws Exception {
        Process program = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Dos.name=" + system, "-Dos.arch=" + cpu,
            "-cp", System.getProperty("java.class.path"), Elsewhere.class.getName()).redirectErrorStream(true).start();
        return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Looks for the program of its system. */
    static final class Elsewhere {
        public static void main(String[] arguments) {
            Sandbox.program();
        }
    }

    @Test
    void theReadme() {
        try (Sandbox sandbox = Sandbox.start()) {
            System.out.println(sandbox.url() + " " + sandbox.applicationId()); // and privateKey, webApplicationId, env
            Object receiptId = sandbox.person("turns_19_this_year", Map.of("username", "김가짜")).get("receipt_id");
            Sandbox.Fault fault = sandbox.fault("reset_after", Map.of("path", "/cancel")); // the next cancels act, and their answers are lost
            fault.close();
            sandbox.advance(Duration.ofMinutes(31));
            System.out.println(receiptId + " " + sandbox.requests("payment.cancel").size());
            sandbox.reset();
        }
    }
}
