package kr.co.bootpay.tests;

import kr.co.bootpay.*;
import kr.co.bootpay.exception.IdentityException;

public class QuickStart {
    public static void main(String[] arguments) {
        Bootpay bootpay = new Bootpay("", "", "sandbox"); // or the keys of your project, and no mode
        Once used = Once.memory(); // of one process
        String session = "the visitor's session";

        Begun begun = bootpay.identity().begin("회원 가입", session);
        System.out.println(begun.request("5b8f6a4d396fa665fdc2b5e7")); // for the page's BootPay.request; the token stays here

        String receiptId = "612e09260d681b0021e61ab9"; // what the page sends back; this one is of another order
        try {
            Person person = bootpay.identity().confirm(receiptId, begun.token(), session, used);
            System.out.println(person.name() + " " + person.isAdult(Law.YOUTH_PROTECTION)); // 홍*동
        } catch (IdentityException refused) {
            System.out.println(refused.reason() + " " + refused.httpStatus() + " " + refused.customerMessage("ko")); // other_order 403 …
        }
    }
}
