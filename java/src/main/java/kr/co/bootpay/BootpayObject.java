package kr.co.bootpay;

import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.internal.Client;
import kr.co.bootpay.internal.Failure;
import kr.co.bootpay.internal.Json;
import kr.co.bootpay.internal.Reply;
import kr.co.bootpay.model.response.AnswerMap;
import kr.co.bootpay.model.response.ResDefault;

/** What every call goes through. */
public abstract class BootpayObject {
    /** The code of a failure that has none, or whose code is no number. */
    private static final int NO_NUMBER = -1;

    final transient Core core;
    final transient Options options;
    private transient volatile String token;

    BootpayObject(Core core, Options options) {
        this.core = core;
        this.options = options;
    }

    /**
     * Sends this token from now on, as it is and without renewal. Nobody has to: a client gets and renews its own.
     * Null: its own again.
     */
    public void setToken(String token) {
        this.token = token == null || token.isEmpty() ? null : token;
    }

    /** Where requests go. */
    public String baseUrl() {
        return core.baseUrl;
    }

    /** Shows where requests go, and no key and no token. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + baseUrl() + ")";
    }

    /** Arguments under their names on the wire. */
    static Map<String, Object> fields(Object... pairs) {
        Map<String, Object> fields = new HashMap<>();
        for (int at = 0; at < pairs.length; at += 2) {
            fields.put((String) pairs[at], pairs[at + 1]);
        }
        return fields;
    }

    private String optionsOf() {
        Map<String, Object> given = new HashMap<>();
        given.put("log", core.log.least());
        Core.time(given, "timeout_ms", options.timeout);
        Core.time(given, "deadline_ms", options.deadline);
        given.put("max_retries", options.maxRetries);
        String own = options.token != null ? options.token : token;
        if (own != null) {
            given.put("token", own);
        }
        return Core.encode(null, given);
    }

    /**
     * Makes a call and waits for it. A refusal is an answer, unless it may have acted; every other failure is thrown.
     */
    <T> ResDefault<T> call(String operation, Object params, Class<?> reads) {
        String sent = Core.encode(operation, params);
        String limits = optionsOf();
        if (Thread.currentThread().isInterrupted()) {
            String why = operation + ": the thread had been interrupted; nothing was sent";
            throw Failure.none("canceled", why, operation);
        }
        Reply reply = core.client.call(operation, sent, limits);
        core.log.tell(reply.log);
        return answered(operation, reply, reads);
    }

    /** Starts a call. What cannot be sent is the future's failure, too. */
    <T> CompletableFuture<ResDefault<T>> callAsync(String operation, Object params, Class<?> reads) {
        return callAsync(operation, params, reads, false);
    }

    /** The same; of a refusal the future fails, too, if only a good answer will do. */
    <T> CompletableFuture<ResDefault<T>> callAsync(String operation, Object params, Class<?> reads, boolean isGoodOnly) {
        Client.Sent call;
        try {
            call = core.client.send(operation, Core.encode(operation, params), optionsOf());
        } catch (BootpayException refused) {
            CompletableFuture<ResDefault<T>> failed = new CompletableFuture<>();
            failed.completeExceptionally(refused);
            return failed;
        }
        return new Pending<>(this, operation, call, reads, isGoodOnly);
    }

    /** Reads an answer. */
    static <T> ResDefault<T> answered(String operation, Reply reply, Class<?> reads) {
        BootpayException error = reply.ok ? null : Failure.of(reply, operation);
        boolean isAnswer = error == null || error.kind().equals("api") && error.effect() == Effect.NONE;
        if (!isAnswer) {
            throw error;
        }
        Map<String, Object> envelope = Json.object(reply.body);
        ResDefault<T> answer = new ResDefault<>(error, reply.body, reply.meta);
        answer.status = whole(envelope.get("status"));
        answer.code = whole(envelope.get("code"));
        Object message = envelope.get("message");
        answer.message = message == null ? null : message.toString();
        @SuppressWarnings("unchecked") // the caller's class is the one that the method's documentation names
        T data = (T) dataOf(envelope.get("data"), reads);
        answer.data = data;
        if (error == null) {
            if (answer.status == 0) {
                answer.status = answer.meta().status();
            }
            return answer;
        }
        answer.status = error.status();
        // who looks only at status and code must not take it for a success
        if (answer.code == 0) {
            answer.code = NO_NUMBER;
        }
        return answer;
    }

    private static Object dataOf(Object data, Class<?> reads) {
        if (reads == Object.class) {
            return data;
        }
        if (reads == String.class) {
            return data instanceof String ? data : null;
        }
        if (!(data instanceof AnswerMap) || reads == AnswerMap.class) {
            return data instanceof AnswerMap ? data : null;
        }
        try {
            AnswerMap typed = (AnswerMap) reads.getConstructor().newInstance();
            typed.fill((AnswerMap) data);
            return typed;
        } catch (InstantiationException | IllegalAccessException | NoSuchMethodException | InvocationTargetException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static int whole(Object number) {
        if (number instanceof Number) {
            return ((Number) number).intValue();
        }
        try {
            return number instanceof String ? Integer.parseInt((String) number) : 0;
        } catch (NumberFormatException word) {
            return 0;
        }
    }
}
