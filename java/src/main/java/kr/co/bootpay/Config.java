package kr.co.bootpay;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import kr.co.bootpay.internal.Printed;

/** How a client is made. What is left out comes from the environment, or is the default. */
public final class Config {
    String applicationId;
    transient String privateKey;
    String mode;
    String baseUrl;
    Duration connectTimeout;
    Duration timeout;
    Duration deadline;
    Integer maxRetries;
    transient Executor executor;
    transient Consumer<Attempt> onAttempt;

    /** The project's REST application id; else BOOTPAY_APPLICATION_ID. */
    public Config applicationId(String applicationId) {
        this.applicationId = applicationId;
        return this;
    }

    /** The project's private key; else BOOTPAY_PRIVATE_KEY. */
    public Config privateKey(String privateKey) {
        this.privateKey = privateKey;
        return this;
    }

    /**
     * production, development, stage, test; or sandbox, with the documentation's keys if none are given; else
     * BOOTPAY_MODE, or production.
     */
    public Config mode(String mode) {
        this.mode = mode;
        return this;
    }

    /** Where to send requests instead of the mode's host; else BOOTPAY_BASE_URL. */
    public Config baseUrl(String baseUrl) {
        this.baseUrl = baseUrl;
        return this;
    }

    /** How long DNS, TCP and TLS may take; else 5 s. */
    public Config connectTimeout(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
        return this;
    }

    /** How long an attempt may take; else 30 s, and 60 s for what waits on a card company. */
    public Config timeout(Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    /** How long a call may take in all; else twice the time of an attempt. */
    public Config deadline(Duration deadline) {
        this.deadline = deadline;
        return this;
    }

    /** How often a call that may be repeated is repeated at most; else 2. 0 is never. */
    public Config maxRetries(int maxRetries) {
        this.maxRetries = maxRetries;
        return this;
    }

    /** Where futures are completed, and so where their dependents run; else as CompletableFuture does it by itself. */
    public Config executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /** Is told of each attempt of a call once the call is over, after the logger, for spans and counters. */
    public Config onAttempt(Consumer<Attempt> onAttempt) {
        this.onAttempt = onAttempt;
        return this;
    }

    /** Shows no key. */
    @Override
    public String toString() {
        return new Printed("Config").show("applicationId", applicationId).hide("privateKey", privateKey).show("mode", mode)
            .show("baseUrl", baseUrl).toString();
    }
}
