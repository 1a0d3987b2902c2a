package kr.co.bootpay;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How a webhook arrived, and whom to believe. */
public final class Delivery {
    private final String remoteAddress;
    private String contentType;
    private String forwardedFor;
    private List<String> trustedProxies;
    private List<String> allowedSources;

    /** From the other end of the connection, with or without a port; empty over a Unix socket. */
    public Delivery(String remoteAddress) {
        this.remoteAddress = remoteAddress;
    }

    /** The header Content-Type; without it the first character of the body decides. */
    public Delivery contentType(String contentType) {
        this.contentType = contentType;
        return this;
    }

    /**
     * The header X-Forwarded-For, several joined with commas: the first alone may be the sender's own. It is read only
     * behind trusted proxies, from the right.
     */
    public Delivery forwardedFor(String forwardedFor) {
        this.forwardedFor = forwardedFor;
        return this;
    }

    /**
     * Your own proxies, as addresses or ranges such as 10.0.0.0/8; {@code unix} is one that brings the webhook over a
     * Unix socket.
     */
    public Delivery trustedProxies(String... trustedProxies) {
        this.trustedProxies = Arrays.asList(trustedProxies);
        return this;
    }

    /**
     * Addresses or ranges to accept webhooks from; else Bootpay's, 223.130.82.0/24, and this machine too if the client
     * talks to a sandbox on it.
     */
    public Delivery allowedSources(String... allowedSources) {
        this.allowedSources = Arrays.asList(allowedSources);
        return this;
    }

    Map<String, Object> told() {
        return BootpayObject.fields("remote_address", remoteAddress == null ? "" : remoteAddress, "content_type",
            contentType == null || contentType.isEmpty() ? null : contentType, "forwarded_for",
            forwardedFor == null || forwardedFor.isEmpty() ? null : forwardedFor, "trusted_proxies", trustedProxies,
            "allowed_sources", allowedSources);
    }
}
