import static org.junit.jupiter.api.Assertions.*;

import java.util.Map;
import kr.co.bootpay.*;
import kr.co.bootpay.model.request.Cancel;
import kr.co.bootpay.sandbox.*;
import kr.co.bootpay.sandbox.junit5.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@BootpayStrict
@ExtendWith(BootpaySandboxExtension.class)
class ShopTest {
    @Test
    void somebodySignsUp(Sandbox sandbox) {
        Bootpay bootpay = sandbox.client(Bootpay::new); // the client that your application takes
        Begun begun = bootpay.identity().begin("회원 가입", "session-1");
        String receiptId = sandbox.person(new PersonFields().yearAge(19).orderId(begun.orderId())).receiptId();
        Person person = bootpay.identity().confirm(receiptId, begun.token(), "session-1", Once.memory());
        assertTrue(person.isAdult(Law.YOUTH_PROTECTION));
    }

    @Test
    void aRefundWhoseAnswerIsLost(Sandbox sandbox) {
        Bootpay bootpay = sandbox.client(Bootpay::new);
        Cancel refund = new Cancel();
        refund.receiptId = sandbox.payment(Map.of("price", 3000, "status", 1)).receiptId();
        refund.price = Bootpay.ALL;
        bootpay.verify(refund.receiptId).unwrap();
        sandbox.fault("reset_after", Map.of("path", "/cancel", "times", 1));
        assertEquals(Outcome.DONE, bootpay.cancelPayment(refund).meta().outcome()); // its receipt says so
    }
}
