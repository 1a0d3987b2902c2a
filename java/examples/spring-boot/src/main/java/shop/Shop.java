package shop;

import kr.co.bootpay.Bootpay;
import kr.co.bootpay.Once;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A shop that verifies its customers' ages, and takes webhooks. */
@SpringBootApplication
public class Shop {
    public static void main(String[] arguments) {
        SpringApplication.run(Shop.class, arguments);
    }

    /** One client for the whole process. Spring reads the environment, and a test's properties in its place. */
    @Bean
    Bootpay bootpay(
            @Value("${BOOTPAY_APPLICATION_ID:}") String applicationId, @Value("${BOOTPAY_PRIVATE_KEY:}") String privateKey,
            @Value("${BOOTPAY_BASE_URL:}") String baseUrl) {
        return new Bootpay(applicationId, privateKey, baseUrl);
    }

    /** Of one process. Several share Once.redis(…) or Once.jdbc(…). */
    @Bean
    Once usedVerifications() {
        return Once.memory();
    }
}
