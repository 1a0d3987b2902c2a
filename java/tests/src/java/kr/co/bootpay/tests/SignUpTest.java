package kr.co.bootpay.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import kr.co.bootpay.Begun;
import kr.co.bootpay.Bootpay;
import kr.co.bootpay.Once;
import kr.co.bootpay.Person;
import kr.co.bootpay.sandbox.PersonFields;
import kr.co.bootpay.sandbox.Sandbox;
import kr.co.bootpay.sandbox.junit5.BootpaySandboxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BootpaySandboxExtension.class)
class SignUpTest {
    @Test
    void aPerson(Sandbox sandbox) {
        Bootpay bootpay = sandbox.client(Bootpay::new);
        Begun begun = bootpay.identity().begin("회원 가입", "session-1");
        PersonFields fields = new PersonFields().username("성춘향").orderId(begun.orderId());
        String receiptId = sandbox.person("age_19", fields).receiptId();
        Person person = bootpay.identity().confirm(receiptId, begun.token(), "session-1", Once.memory());
        assertEquals("성춘향", person.name().reveal());
    }
}
