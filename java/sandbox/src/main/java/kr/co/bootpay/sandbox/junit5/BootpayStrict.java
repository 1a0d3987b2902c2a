package kr.co.bootpay.sandbox.junit5;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Fails a test in which the sandbox saw what a merchant must not do, such as one cancel_id for two cancels. At a class it
 * is for all tests of the class, and the configuration parameter {@code bootpay.sandbox.strict=true} of JUnit is for all.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface BootpayStrict {
    /** false exempts the test or the class. */
    boolean value() default true;
}
