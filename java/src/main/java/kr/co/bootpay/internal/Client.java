package kr.co.bootpay.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/** The process's one client of a configuration, and how its calls are waited for. */
public final class Client {
    /** How often a thread that carries its call out looks whether it was interrupted. */
    private static final int STEP = 50;
    private static final byte[] NONE = new byte[0];

    /**
     * Two calls at once are carried out by the threads that wait for them, which is the quickest way. Of more, the
     * threads would take turns; those, and virtual threads, which must not block in native code, wait for the queue.
     */
    private static final Semaphore DIRECT = new Semaphore(2);

    private static final MethodHandle IS_VIRTUAL = isVirtual();

    private final long number;

    private Client(long number) {
        this.number = number;
    }

    /** What could not be opened is the reply. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        public final transient Reply reply;

        Refused(Reply reply) {
            super(null, null, false, false);
            this.reply = reply;
        }
    }

    /** Opens the client of a configuration, which is JSON. */
    public static Client open(String config) throws Refused {
        int version = Native.abi();
        if (version != Native.ABI) {
            throw new UnsatisfiedLinkError(
                "the library speaks version " + version + " of its interface, this package " + Native.ABI);
        }
        Reply reply = Reply.read(Native.open(config.getBytes(UTF_8)));
        if (!reply.isNumber) {
            throw new Refused(reply);
        }
        return new Client(reply.tag);
    }

    /** Answers at once what needs no request. */
    public static Reply ask(Client client, String what, byte[] body, String question) {
        long number = client == null ? 0 : client.number;
        return Reply.read(Native.ask(number, what.getBytes(UTF_8), body == null ? NONE : body, question.getBytes(UTF_8)));
    }

    /** Makes a call. An interrupt gives it up, and stays set. */
    public Reply call(String operation, String params, String options) {
        byte[] name = operation.getBytes(UTF_8);
        byte[] sent = params.getBytes(UTF_8);
        byte[] limits = options.getBytes(UTF_8);
        if (!isVirtualThread() && DIRECT.tryAcquire()) {
            try {
                return carriedOut(Reply.read(Native.keep(number, name, sent, limits)));
            } finally {
                DIRECT.release();
            }
        }
        Sent call = new Sent();
        call.begin(number, name, sent, limits);
        try {
            return call.reply.get();
        } catch (InterruptedException interrupted) {
            call.cancel();
            Reply reply = call.reply.join();
            Thread.currentThread().interrupt();
            return reply;
        } catch (ExecutionException lack) { // of memory, for its reply
            throw new IllegalStateException(lack);
        }
    }

    private static Reply carriedOut(Reply begun) {
        if (!begun.isNumber) {
            return begun;
        }
        while (true) {
            byte[] framed = Native.carryOut(begun.tag, STEP);
            if (framed != null) {
                return Reply.read(framed);
            }
            if (Thread.currentThread().isInterrupted()) {
                Native.cancel(begun.tag); // its reply comes all the same
            }
        }
    }

    /** Starts a call, without waiting. */
    public Sent send(String operation, String params, String options) {
        Sent call = new Sent();
        call.begin(number, operation.getBytes(UTF_8), params.getBytes(UTF_8), options.getBytes(UTF_8));
        return call;
    }

    /** A call whose reply comes to the queue. */
    public static final class Sent {
        /** Completed by the thread that reads the queue, which must not be held up. */
        public final CompletableFuture<Reply> reply = new CompletableFuture<>();
        private volatile long number;

        private void begin(long client, byte[] operation, byte[] params, byte[] options) {
            // the tag is known before the call starts: its reply may be there first
            long tag = Inbox.expect(reply);
            Reply begun = Reply.read(Native.send(client, operation, params, options, tag));
            if (begun.isNumber) {
                number = begun.tag;
            } else {
                Inbox.forget(tag);
                reply.complete(begun);
            }
        }

        /** Gives it up; its reply still comes. */
        public void cancel() {
            Native.cancel(number);
        }
    }

    private static boolean isVirtualThread() {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable impossible) {
            return false;
        }
    }

    /** Thread.isVirtual of JDK 21 and later. */
    private static MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup()
                .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException older) {
            return null;
        }
    }
}
