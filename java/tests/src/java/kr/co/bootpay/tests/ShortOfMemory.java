package kr.co.bootpay.tests;

import java.util.concurrent.CompletionException;
import kr.co.bootpay.Bootpay;

/** A program with too little memory for one reply, which another follows. */
final class ShortOfMemory {
    private ShortOfMemory() {}

    public static void main(String[] arguments) {
        Bootpay bootpay = new Bootpay(Surroundings.APPLICATION_ID, Surroundings.PRIVATE_KEY, arguments[0]);
        try {
            bootpay.verifyAsync("b".repeat(24)).join();
            System.out.println("it fits");
        } catch (CompletionException lack) {
            System.out.println("the first failed");
        }
        System.out.println("the second has " + bootpay.verifyAsync(Surroundings.PAYMENT).join().unwrap().get("receipt_id"));
    }
}
