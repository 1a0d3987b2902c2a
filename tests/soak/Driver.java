import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import kr.co.bootpay.Bootpay;
import kr.co.bootpay.Config;
import kr.co.bootpay.Effect;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.model.request.Cancel;
import kr.co.bootpay.model.request.SubscribePayload;
import kr.co.bootpay.model.response.ResDefault;

/** The Java driver of `make soak`: the installed package, used as anybody would. */
public class Driver {
    private static final int WORKERS = 16;
    private static final String IDENTITY = "612e09260d681b0021e61ab9";
    private static final String PAYMENT = "5df6e67d4f74b4002a77e0eb";
    private static final String BILLING_KEY = "5b025b33e13f33310ce560fb";

    private static final Logger LOGGER = Logger.getLogger("kr.co.bootpay");

    private interface Call {
        ResDefault<?> make();
    }

    private static boolean isGood(Call call) {
        try {
            call.make().unwrap();
            return true;
        } catch (BootpayException failed) {
            return false;
        }
    }

    private static void each(int count, IntConsumer work) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            int number = at;
            Thread thread = new Thread(() -> work.accept(number));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void tokens() throws InterruptedException {
        Bootpay bootpay = new Bootpay();
        AtomicLong good = new AtomicLong();
        each(100, number -> {
            if (isGood(() -> bootpay.certificate(IDENTITY))) {
                good.incrementAndGet();
            }
        });
        System.out.println(good.get());
    }

    private static void cancels() throws InterruptedException {
        Bootpay bootpay = new Bootpay(new Config().timeout(Duration.ofMillis(500)).deadline(Duration.ofSeconds(4)));
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        each(WORKERS, number -> input.lines().forEach(line -> System.out.println(cancelPayment(bootpay, line.split(" ")))));
    }

    private static String cancelPayment(Bootpay bootpay, String[] line) {
        long before = 0;
        StringBuilder said = new StringBuilder(line[0]);
        for (int at = 1; at < line.length; at++) {
            boolean isAll = line[at].equals("*");
            long price = isAll ? 0 : Long.parseLong(line[at]);
            String outcome = cancel(bootpay, line[0], isAll ? null : (double) price, before);
            if (outcome.equals("done") || outcome.equals("unknown:done")) {
                before += price;
            }
            said.append(' ').append(outcome);
        }
        return said.toString();
    }

    private static String cancel(Bootpay bootpay, String receiptId, Double price, long before) {
        Cancel cancel = new Cancel();
        cancel.receiptId = receiptId;
        cancel.price = price;
        BootpayException failed;
        try {
            bootpay.receiptCancel(cancel).unwrap();
            return "done";
        } catch (BootpayException thrown) {
            failed = thrown;
        }
        if (failed.effect() == Effect.NONE) {
            return "none";
        }
        for (int at = 0; at < 10; at++) { // the receipt may be hard to read too; a merchant would try again later
            try {
                return "unknown:" + bootpay.settle(failed, before).outcome().name().toLowerCase(Locale.ROOT);
            } catch (BootpayException again) {
                continue;
            }
        }
        return "unknown:failed";
    }

    private static void load(double seconds, int inFlight) throws InterruptedException {
        Bootpay bootpay = new Bootpay(new Config().deadline(Duration.ofSeconds(2)));
        long end = System.nanoTime() + (long) (seconds * 1e9);
        AtomicLong calls = new AtomicLong();
        AtomicLong answered = new AtomicLong();
        AtomicLong slowest = new AtomicLong();
        // The memory measured is what is held, and not what has not been collected yet.
        Thread collector = new Thread(() -> {
            try {
                while (true) {
                    Thread.sleep(1000);
                    System.gc();
                }
            } catch (InterruptedException over) {
                return;
            }
        });
        collector.setDaemon(true);
        collector.start();
        each(inFlight, first -> {
            for (int call = 0; System.nanoTime() < end; call++) {
                long began = System.nanoTime();
                if (oneCall(bootpay, (first + call) % 10, "o-" + first + "-" + call)) {
                    answered.incrementAndGet();
                }
                slowest.accumulateAndGet((System.nanoTime() - began) / 1_000_000, Math::max);
                calls.incrementAndGet();
            }
        });
        System.out.println(calls.get() + " " + answered.get() + " " + slowest.get());
    }

    private static boolean oneCall(Bootpay bootpay, int kind, String orderId) {
        if (kind < 4) {
            return isGood(() -> bootpay.certificate(IDENTITY));
        }
        if (kind < 7) {
            return isGood(() -> bootpay.verify(PAYMENT));
        }
        if (kind == 7) {
            Cancel cancel = new Cancel();
            cancel.receiptId = IDENTITY;
            cancel.price = Bootpay.ALL;
            return isGood(() -> bootpay.cancelPayment(cancel));
        }
        if (kind == 8) {
            return isGood(bootpay::getAccessToken);
        }
        SubscribePayload payload = new SubscribePayload();
        payload.billingKey = BILLING_KEY;
        payload.itemName = "soak";
        payload.price = 1000;
        payload.orderId = orderId;
        return isGood(() -> bootpay.requestSubscribe(payload));
    }

    public static void main(String[] arguments) throws InterruptedException {
        LOGGER.setLevel(Level.OFF); // every fifth request fails
        switch (arguments[0]) {
            case "tokens":
                tokens();
                break;
            case "cancels":
                cancels();
                break;
            case "load":
                load(Double.parseDouble(arguments[1]), Integer.parseInt(arguments[2]));
                break;
            default:
                throw new IllegalArgumentException("there is no " + arguments[0]);
        }
    }
}
