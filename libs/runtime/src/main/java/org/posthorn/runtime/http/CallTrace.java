package org.posthorn.runtime.http;

import io.micronaut.http.context.ServerRequestContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/// The W3C trace context of calls between services: a call for a request continues its trace, another one begins its
/// own. What a stranger sends is believed in this form only, and decides nothing.
final class CallTrace {
    static final String HEADER = "traceparent";

    private static final Pattern SHAPE = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int TRACE_ENDS = 36;

    private CallTrace() {}

    /// For the next call of this thread.
    static String next() {
        return ServerRequestContext.currentRequest()
                .map(request -> request.getHeaders().get(HEADER))
                .filter(given -> SHAPE.matcher(given).matches())
                .map(given -> given.substring(0, TRACE_ENDS) + span() + given.substring(given.length() - 3))
                .orElseGet(() -> "00-" + span() + span() + "-" + span() + "-01");
    }

    /// Random, and never zero.
    private static String span() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
    }
}
