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

    static synchronized long expect(CompletableFuture<Reply> reply) {
        AWAITED.put(++last, reply);
        return last;
    }

    static synchronized void forget(long tag) {
        AWAITED.remove(tag);
    }

    static synchronized void started() {
        if (!isRead && !AWAITED.isEmpty()) {
            isRead = true;
            Thread thread = new Thread(Inbox::read, "bootpay");
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        }
    }

    private static void read() {
        while (true) {
            byte[] framed = Native.next(IDLE);
            Reply reply = framed == null ? null : Reply.read(framed);
            CompletableFuture<Reply> waiting;
            synchronized (Inbox.class) {
                if (reply == null && AWAITED.isEmpty()) {
                    isRead = false;
                    return;
                }
                waiting = reply == null ? null : AWAITED.remove(reply.tag);
            }
            if (waiting != null) {
                waiting.complete(reply);
            }
        }
    }
}
