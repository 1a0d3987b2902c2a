package shop;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Map;
import kr.co.bootpay.*;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.exception.IdentityException;
import kr.co.bootpay.exception.WebhookException;
import kr.co.bootpay.model.response.ResDefault;
import kr.co.bootpay.model.response.data.VerificationData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.*;

@RestController
class ShopController {
    private static final Logger LOGGER = LoggerFactory.getLogger(ShopController.class);
    private static final String PURPOSE = "주류 구매";
    private final Bootpay bootpay;
    private final Once used;
    private final String webApplicationId;

    ShopController(Bootpay bootpay, Once used, @Value("${BOOTPAY_WEB_APPLICATION_ID}") String webApplicationId) {
        this.bootpay = bootpay;
        this.used = used;
        this.webApplicationId = webApplicationId;
    }

    /** What the page hands to BootPay.request. The token stays in the session. */
    @PostMapping("/identity/begin")
    Map<String, Object> begin(HttpSession session) {
        Begun begun = bootpay.identity().begin(PURPOSE, session.getId());
        session.setAttribute("bootpay", begun.token());
        return begun.request(webApplicationId);
    }

    /** The page sends the receipt id that BootPay's done gave it. */
    @PostMapping("/identity/confirm")
    ResponseEntity<Map<String, Object>> confirm(@RequestParam String receiptId, HttpSession session) {
        String token = (String) session.getAttribute("bootpay");
        try {
            Person person = bootpay.identity().confirm(receiptId, token, session.getId(), used, PURPOSE);
            session.removeAttribute("bootpay");
            session.setAttribute("adult", person.isAdult(Law.YOUTH_PROTECTION));
            return ResponseEntity.ok(Map.of("adult", person.isAdult(Law.YOUTH_PROTECTION)));
        } catch (IdentityException refused) {
            return ResponseEntity.status(refused.httpStatus()).body(Map.of("message", refused.customerMessage("ko")));
        } catch (BootpayException failed) { // nothing was used up: the customer may try again
            LOGGER.warn("identity.confirm", failed);
            return ResponseEntity.status(503).body(Map.of("message", "잠시 후 다시 시도해 주세요."));
        }
    }

    @PostMapping("/bootpay/webhook")
    ResponseEntity<String> webhook(HttpServletRequest request, @RequestBody byte[] body) {
        Delivery delivery = new Delivery(request.getRemoteAddr())
            .contentType(request.getContentType())
            .forwardedFor(String.join(",", Collections.list(request.getHeaders("X-Forwarded-For")))) // the first alone may be forged
            .trustedProxies("10.0.0.0/8"); // your own proxies
        try {
            WebhookEvent event = bootpay.webhook().verify(body, delivery);
            ResDefault<VerificationData> receipt = bootpay.webhook().reverify(event); // throws unless the receipt says the same
            paid(receipt.data); // if order and price are those of your books, once per receipt and status
            return ResponseEntity.ok(Webhook.ANSWER); // OK, or it comes again
        } catch (WebhookException refused) {
            return ResponseEntity.status(403).build();
        } catch (BootpayException failed) {
            return ResponseEntity.status(503).build();
        }
    }

    private void paid(VerificationData receipt) {
        LOGGER.info("receipt {} has the status {}", receipt.receipt_id, receipt.status);
    }
}
