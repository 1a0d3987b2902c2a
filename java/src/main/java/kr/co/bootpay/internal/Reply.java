package kr.co.bootpay.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a call came to: a head of 24 bytes, then three texts. */
public final class Reply {
    private static final int OK = 1;
    private static final int HAS_BODY = 2;
    private static final int IS_NUMBER = 4;
    private static final int HEAD = 24;

    /** As it was given; or the number, if this is no reply. */
    final long tag;
    final boolean isNumber;
    /** Whether the server did what was asked. */
    public final boolean ok;
    /** The answer as it came; null: none came. */
    public final String body;
    /** How it went, or the error: a JSON object. */
    public final String meta;
    /** The attempts: a JSON array. */
    public final String log;

    private Reply(byte[] framed) {
        ByteBuffer head = ByteBuffer.wrap(framed, 0, HEAD);
        tag = head.getLong();
        int flags = head.getInt();
        int body = head.getInt();
        int meta = head.getInt();
        int log = head.getInt();
        ok = (flags & OK) != 0;
        isNumber = (flags & IS_NUMBER) != 0;
        this.body = (flags & HAS_BODY) != 0 ? text(framed, HEAD, body) : null;
        this.meta = text(framed, HEAD + body, meta);
        this.log = text(framed, HEAD + body + meta, log);
    }

    static Reply read(byte[] framed) {
        return new Reply(framed);
    }

    static long tagOf(byte[] framed) {
        return ByteBuffer.wrap(framed).getLong();
    }

    private static String text(byte[] framed, int start, int length) {
        return new String(framed, start, length, StandardCharsets.UTF_8);
    }
}
