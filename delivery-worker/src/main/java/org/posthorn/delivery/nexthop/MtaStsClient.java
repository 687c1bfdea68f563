package org.posthorn.delivery.nexthop;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Stream;
import org.posthorn.delivery.transport.TlsFailure;
import org.posthorn.mail.Parsed;
import org.posthorn.runtime.http.BoundedExchange;

/// Fetches policy files over HTTPS (RFC 8461 §3.3): with a valid certificate of `mta-sts.<domain>`, without
/// following redirects, 64 KiB and 20 seconds at most, a few at a time.
public final class MtaStsClient implements AutoCloseable {
    private static final int LARGEST = 64 * 1024;
    private static final int AT_ONCE = 20;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofSeconds(20);

    private final HttpClient http;
    private final Function<String, URI> address;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    public MtaStsClient() {
        this(domain -> URI.create("https://mta-sts." + domain + "/.well-known/mta-sts.txt"));
    }

    MtaStsClient(Function<String, URI> address) {
        this.address = address;
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /// The domain's policy, or why there is none.
    Fetched fetch(String domain) {
        try {
            turns.acquire();
            try {
                return ask(address.apply(domain));
            } finally {
                turns.release();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        } catch (ConnectException | HttpConnectTimeoutException _) {
            return failed("mta-sts." + domain + " cannot be reached");
        } catch (IOException | IllegalArgumentException e) {
            return isOfCertificate(e)
                    ? new Fetched.Failed(
                            TlsFailure.STS_WEBPKI_INVALID,
                            "the certificate of mta-sts." + domain + " cannot be verified")
                    : failed("the policy cannot be fetched: " + e.getMessage());
        }
    }

    private Fetched ask(URI uri) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).timeout(WHOLE).GET().build();
        var response = BoundedExchange.send(http, request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
        if (response.statusCode() != 200) {
            return failed("the policy's server answered " + response.statusCode());
        }
        var type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.toLowerCase(Locale.ROOT).startsWith("text/plain")) {
            return new Fetched.Failed(TlsFailure.STS_POLICY_INVALID, "the policy is not text/plain");
        }
        return switch (MtaStsPolicy.parse(new String(response.body(), StandardCharsets.UTF_8))) {
            case Parsed.Ok<MtaStsPolicy>(var policy) -> new Fetched.File(policy);
            case Parsed.Malformed<MtaStsPolicy>(var reason) ->
                new Fetched.Failed(TlsFailure.STS_POLICY_INVALID, "the policy cannot be read: " + reason);
        };
    }

    private static Fetched failed(String reason) {
        return new Fetched.Failed(TlsFailure.STS_POLICY_FETCH_ERROR, reason);
    }

    private static boolean isOfCertificate(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(CertificateException.class::isInstance);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
