package shop;

import kr.co.bootpay.Bootpay;
import kr.co.bootpay.Once;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A shop that verifies its customers' ages, and takes webhooks. */
@SpringBootApplication
public class Shop {
    public static void main(String[] arguments) {
        SpringApplication.run(Shop.class, arguments);
    }

    /** One client for the whole process, with keys and address from BOOTPAY_*. */
    @Bean
    Bootpay bootpay() {
        return new Bootpay();
    }

    /** Of one process. Several share Once.redis(…) or Once.jdbc(…). */
    @Bean
    Once usedVerifications() {
        return Once.memory();
    }
}
