package kr.co.bootpay.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The replies of all calls that wait for the queue. One thread takes them out. It ends when none is awaited for a
 * while, so that the class loader of a web application can go.
 */
final class Inbox {
    private static final int IDLE = 2000;

    private static final Map<Long, CompletableFuture<Reply>> AWAITED = new HashMap<>();
    private static long last;
    private static boolean isRead;

    private Inbox() {}

    /** Before anything is sent: where no thread can be started, nothing is. */
    static synchronized long expect(CompletableFuture<Reply> reply) {
        AWAITED.put(++last, reply);
        try {
            beRead();
        } catch (Throwable lack) {
            AWAITED.remove(last);
            throw lack;
        }
        return last;
    }

    static synchronized void forget(long tag) {
        AWAITED.remove(tag);
    }

    private static void beRead() {
        if (!isRead) {
            Thread thread = new Thread(Inbox::read, "bootpay");
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
            isRead = true;
        }
    }

    private static void read() {
        boolean isOver = false;
        while (!isOver) {
            try {
                isOver = readNext();
            } catch (Throwable lack) {
                Thread.yield(); // memory was too short for one reply: the others are waited for, too
            }
        }
    }

    /** Whether nobody waits any more. */
    private static boolean readNext() {
        byte[] framed = Native.next(IDLE);
        CompletableFuture<Reply> waiting;
        synchronized (Inbox.class) {
            if (framed == null && AWAITED.isEmpty()) {
                isRead = false;
                return true;
            }
            waiting = framed == null ? null : AWAITED.remove(Reply.tagOf(framed));
        }
        if (waiting != null) {
            try {
                waiting.complete(Reply.read(framed));
            } catch (Throwable lack) {
                waiting.completeExceptionally(lack);
            }
        }
        return false;
    }
}
