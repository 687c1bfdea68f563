package org.posthorn.runtime.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks servers that are not ours. The client's own timeout ends with the header of the answer: one that sends its body
/// octet by octet, or stops in it, would hold its caller for ever.
public final class BoundedExchange {
    private BoundedExchange() {}

    /// Sends a request and waits for the whole answer, for the request's timeout at most.
    ///
    /// @throws IOException when it fails or its time is over
    public static <T> HttpResponse<T> send(HttpClient http, HttpRequest request, BodyHandler<T> body)
            throws IOException, InterruptedException {
        var within = request.timeout().orElseThrow(() -> new IllegalArgumentException("a request without a timeout"));
        var pending = http.sendAsync(request, body);
        try {
            return pending.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (TimeoutException _) {
            throw new HttpTimeoutException("no whole answer in time");
        } finally {
            // also when the caller was interrupted
            pending.cancel(true);
        }
    }
}
