package kr.co.bootpay;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.exception.CanceledException;
import kr.co.bootpay.internal.Client;
import kr.co.bootpay.internal.Failure;
import kr.co.bootpay.internal.Reply;
import kr.co.bootpay.model.response.ResDefault;

/** A call that nobody waits for yet. Whatever completes it from outside, such as a timeout, gives the call up. */
final class Pending<T> extends CompletableFuture<ResDefault<T>> {
    private final transient BootpayObject bootpay;
    private final transient Client.Sent call;
    private final String operation;

    Pending(BootpayObject bootpay, String operation, Client.Sent call, Class<?> reads, boolean isGoodOnly) {
        this.bootpay = bootpay;
        this.call = call;
        this.operation = operation;
        // the thread that brings the reply runs nothing of the user's
        call.reply.whenComplete((reply, lost) -> run(() -> finish(reply, lost, reads, isGoodOnly)));
    }

    private void run(Runnable task) {
        Executor executor = bootpay.core.executor;
        try {
            if (executor == null) {
                CompletableFuture.runAsync(task);
            } else {
                executor.execute(task);
            }
        } catch (Throwable refused) { // whatever an executor throws that is closed, or full
            try {
                new Thread(task, "bootpay-reply").start();
            } catch (Throwable none) { // there may be no more threads: then here, before it is never completed
                task.run();
            }
        }
    }

    private void finish(Reply reply, Throwable lost, Class<?> reads, boolean isGoodOnly) {
        if (lost != null) {
            super.completeExceptionally(lost);
            return;
        }
        try {
            bootpay.core.log.tell(reply.log);
            ResDefault<T> answer = BootpayObject.answered(operation, reply, reads);
            super.complete(isGoodOnly ? Bootpay.good(answer) : answer);
        } catch (CanceledException cancelled) {
            super.completeExceptionally(cancellation(cancelled));
        } catch (Throwable failed) { // an error, too: somebody waits
            super.completeExceptionally(failed);
        }
    }

    private static CancellationException cancellation(CanceledException cause) {
        CancellationException cancelled = new CancellationException(cause.getMessage());
        cancelled.initCause(cause);
        return cancelled;
    }

    /**
     * Gives the call up, and waits the moment until its end is known. Among the causes of the CancellationException is
     * a {@code CanceledException} with the effect, and what the call was about.
     */
    @Override
    public boolean cancel(boolean mayInterrupt) {
        if (isDone()) {
            return isCancelled();
        }
        call.cancel();
        Reply reply = call.reply.handle((came, lost) -> came).join();
        BootpayException error = reply == null || reply.ok ? null : Failure.of(reply, operation);
        if (!(error instanceof CanceledException)) {
            return isCancelled(); // its answer was there already
        }
        super.completeExceptionally(cancellation((CanceledException) error)); // or it is so already
        return isCancelled();
    }

    @Override
    public boolean completeExceptionally(Throwable why) {
        call.cancel();
        return super.completeExceptionally(why);
    }

    @Override
    public boolean complete(ResDefault<T> value) {
        call.cancel();
        return super.complete(value);
    }
}
