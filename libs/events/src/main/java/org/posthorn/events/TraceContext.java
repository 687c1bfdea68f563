package org.posthorn.events;

import java.util.HexFormat;

/// The W3C trace context of what happens to a message: the 128 bits of its id are the id of its trace, so that every
/// record about it belongs to one trace without anybody passing a context on, through rows, restarts and days of
/// waiting.
public final class TraceContext {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private TraceContext() {}

    /// A `traceparent` value, sampled.
    ///
    /// @param event what happened, such as `ce_id`: the same event is the same span each time it is written
    public static String of(MessageId message, String event) {
        return "00-" + traceId(message) + "-" + spanId(event) + "-01";
    }

    /// The 32 hexadecimal digits that tracing systems know a message by.
    public static String traceId(MessageId message) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < message.value().length(); i++) {
            high = high << 5 | low >>> 59;
            low = low << 5 | (DIGITS.indexOf(message.value().charAt(i)) & 31);
        }
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    /// The 16 hexadecimal digits of the span in which an event happened.
    public static String spanId(String event) {
        return HexFormat.of().toHexDigits(span(event));
    }

    /// FNV-1a; a span id must not be zero.
    private static long span(String event) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < event.length(); i++) {
            hash = (hash ^ event.charAt(i)) * FNV_PRIME;
        }
        return hash == 0 ? 1 : hash;
    }
}
