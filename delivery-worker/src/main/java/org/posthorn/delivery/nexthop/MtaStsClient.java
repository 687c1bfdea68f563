package org.posthorn.delivery.nexthop;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Stream;
import org.posthorn.delivery.transport.TlsFailure;
import org.posthorn.delivery.web.WebClient;
import org.posthorn.mail.Parsed;

/// Fetches policy files over HTTPS (RFC 8461 §3.3): with a valid certificate of `mta-sts.<domain>`, without
/// following redirects, 64 KiB and 20 seconds at most, a few at a time.
public final class MtaStsClient {
    private static final int AT_ONCE = 20;
    private static final WebClient.Limits LIMITS = new WebClient.Limits(Duration.ofSeconds(20), 64 * 1024);

    private final WebClient web;
    private final Function<String, URI> address;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    public MtaStsClient(WebClient web) {
        this(web, domain -> URI.create("https://mta-sts." + domain + "/.well-known/mta-sts.txt"));
    }

    MtaStsClient(WebClient web, Function<String, URI> address) {
        this.web = web;
        this.address = address;
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
        } catch (ConnectException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (IOException | IllegalArgumentException e) {
            return isOfCertificate(e)
                    ? new Fetched.Failed(
                            TlsFailure.STS_WEBPKI_INVALID,
                            "the certificate of mta-sts." + domain + " is not valid for it")
                    : failed("the policy cannot be fetched: " + e.getMessage());
        }
    }

    private Fetched ask(URI uri) throws IOException {
        var answer = web.get(uri, LIMITS);
        if (answer.status() != 200) {
            return failed("the policy's server answered " + answer.status());
        }
        if (!answer.field("Content-Type").orElse("").toLowerCase(Locale.ROOT).startsWith("text/plain")) {
            return new Fetched.Failed(TlsFailure.STS_POLICY_INVALID, "the policy is not text/plain");
        }
        return switch (MtaStsPolicy.parse(new String(answer.body(), StandardCharsets.UTF_8))) {
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
}
