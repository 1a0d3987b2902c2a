package kr.co.bootpay;

import java.time.Duration;
import kr.co.bootpay.internal.Printed;

/** Limits for some calls; see {@link Bootpay#withOptions}. Each method gives these options, changed in one thing. */
public final class Options {
    static final Options NONE = new Options();

    final Duration timeout;
    final Duration deadline;
    final Integer maxRetries;
    final transient String token;

    public Options() {
        this(null, null, null, null);
    }

    private Options(Duration timeout, Duration deadline, Integer maxRetries, String token) {
        this.timeout = timeout;
        this.deadline = deadline;
        this.maxRetries = maxRetries;
        this.token = token;
    }

    /** How long an attempt may take. */
    public Options timeout(Duration timeout) {
        return new Options(timeout, deadline, maxRetries, token);
    }

    /** How long a call may take in all. */
    public Options deadline(Duration deadline) {
        return new Options(timeout, deadline, maxRetries, token);
    }

    /** How often a call that may be repeated is repeated at most; 0 is never. */
    public Options maxRetries(int maxRetries) {
        return new Options(timeout, deadline, maxRetries, token);
    }

    /** An access token of your own, sent as it is and without renewal. */
    public Options token(String token) {
        return new Options(timeout, deadline, maxRetries, token);
    }

    Options over(Options beneath) {
        return new Options(
            timeout == null ? beneath.timeout : timeout,
            deadline == null ? beneath.deadline : deadline,
            maxRetries == null ? beneath.maxRetries : maxRetries,
            token == null ? beneath.token : token);
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return new Printed("Options").show("timeout", timeout).show("deadline", deadline)
            .show("maxRetries", maxRetries).hide("token", token).toString();
    }
}
