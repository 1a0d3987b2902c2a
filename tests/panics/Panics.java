package kr.co.bootpay;

import java.nio.charset.StandardCharsets;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.exception.ConnectionException;
import kr.co.bootpay.exception.InternalException;

/** A panic on either side of the door is an InternalException, and the same client works on. */
public class Panics {
    private static BootpayException thrown(Class<?> type, Runnable call, String where) {
        try {
            call.run();
        } catch (BootpayException error) {
            if (type.isInstance(error)) {
                return error;
            }
            throw new IllegalStateException(where, error);
        }
        throw new IllegalStateException(where + ": nothing was thrown");
    }

    public static void main(String[] arguments) {
        Bootpay bootpay =
            new Bootpay(new Config().applicationId("a").privateKey("k").baseUrl("http://127.0.0.1:1").maxRetries(0));
        for (String where : new String[] {"panic.inside", "panic.outside"}) {
            thrown(InternalException.class, () -> bootpay.call(where, BootpayObject.fields(), Object.class), where);
            thrown(ConnectionException.class, () -> bootpay.certificate("612e09260d681b0021e61ab9"), where);
            try {
                bootpay.callAsync(where, BootpayObject.fields(), Object.class).join();
                throw new IllegalStateException(where + ": nothing was thrown");
            } catch (java.util.concurrent.CompletionException failed) {
                thrown(InternalException.class, () -> { throw (RuntimeException) failed.getCause(); }, where);
            }
        }
        Runnable open = () -> new Bootpay(new Config().applicationId("panic.open").privateKey("k"));
        Runnable webhook = () -> bootpay.webhook()
            .verify("panic.webhook".getBytes(StandardCharsets.UTF_8), new Delivery("127.0.0.1"));
        Runnable ask = () -> Core.ask(null, "panic.ask", null, null); // on this side of the bridge's door
        for (Runnable call : new Runnable[] {open, webhook}) {
            if (thrown(InternalException.class, call, "answered").effect() != Effect.NONE) {
                throw new IllegalStateException("the effect is not none");
            }
        }
        thrown(InternalException.class, ask, "ask");
        System.out.println("Java: a panic is an InternalException, and the client works on");
    }
}
