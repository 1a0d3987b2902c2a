package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import java.util.Map;
import kr.co.bootpay.sandbox.PersonFields;
import kr.co.bootpay.sandbox.Sandbox;
import kr.co.bootpay.sandbox.Window;
import kr.co.bootpay.sandbox.junit5.BootpaySandboxExtension;
import kr.co.bootpay.sandbox.junit5.BootpayStrict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

@BootpayStrict
@SpringBootTest
@AutoConfigureMockMvc
@ExtendWith(OutputCaptureExtension.class)
class ShopTest {
    @RegisterExtension
    static final BootpaySandboxExtension BOOTPAY = new BootpaySandboxExtension();

    @DynamicPropertySource
    static void bootpay(DynamicPropertyRegistry registry) {
        BOOTPAY.sandbox().env().forEach((name, value) -> registry.add(name, () -> value));
    }

    @Autowired
    private MockMvc shop;
    private MockHttpSession session;

    @BeforeEach
    void aVisitorComes() {
        session = new MockHttpSession();
    }

    private ResultActions posted(String path, String body) throws Exception {
        return shop.perform(post(path).session(session).contentType(MediaType.APPLICATION_JSON).content(body));
    }

    private String begin(Sandbox sandbox) throws Exception {
        String request = posted("/identity/begin", "").andExpect(status().isOk()).andReturn().getResponse().getContentAsString();
        assertEquals(sandbox.webApplicationId(), JsonPath.read(request, "$.application_id"));
        return JsonPath.read(request, "$.order_id");
    }

    private ResultActions confirm(String receiptId) throws Exception {
        return posted("/identity/confirm?receiptId=" + receiptId, "");
    }

    @Test
    void aCustomerIsVerifiedOnce(Sandbox sandbox, CapturedOutput output) throws Exception {
        String receiptId = sandbox.person("age_19", new PersonFields().orderId(begin(sandbox))).receiptId();
        confirm(receiptId).andExpect(status().isOk()).andExpect(jsonPath("$.adult").value(true));
        confirm(receiptId).andExpect(status().isBadRequest()); // there is no token any more
        String line = "(?s).*DEBUG.*bootpay identity\\.confirm GET /certificate/\\{receipt_id} status=200.*";
        assertTrue(output.getOut().matches(line), output.getOut());
    }

    @Test
    void somebodyTooYoungIsNoAdult(Sandbox sandbox) throws Exception {
        Window window = sandbox.window(begin(sandbox));
        window.approve(new PersonFields().yearAge(18));
        confirm(window.receiptId()).andExpect(jsonPath("$.adult").value(false));
    }

    @Test
    void aClosedWindowVerifiesNobody(Sandbox sandbox) throws Exception {
        Window window = sandbox.window(begin(sandbox));
        window.cancel();
        confirm(window.receiptId()).andExpect(status().isConflict());
    }

    @Test
    void aFailureIsNotTheCustomers(Sandbox sandbox) throws Exception {
        String receiptId = sandbox.person(new PersonFields().orderId(begin(sandbox))).receiptId();
        try (Sandbox.Fault fault = sandbox.fault("status", Map.of("path", "/certificate", "status", 503))) {
            confirm(receiptId).andExpect(status().isServiceUnavailable());
        }
        confirm(receiptId).andExpect(status().isOk());
    }

    @Test
    void aWebhookIsComparedWithItsReceipt(Sandbox sandbox) throws Exception {
        String receiptId = sandbox.payment(Map.of("price", 3000, "status", 1, "order_id", "order-1")).receiptId();
        String paid = "{\"receipt_id\":\"" + receiptId + "\",\"order_id\":\"order-1\",\"price\":3000,\"status\":1}";
        posted("/bootpay/webhook", paid).andExpect(status().isOk()).andExpect(content().string("OK"));
        posted("/bootpay/webhook", paid.replace("3000", "1")).andExpect(status().isServiceUnavailable());
        posted("/bootpay/webhook", "{}").andExpect(status().isForbidden());
    }
}
