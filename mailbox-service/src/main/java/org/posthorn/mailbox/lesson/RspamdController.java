package org.posthorn.mailbox.lesson;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.http.BoundedExchange;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.settings.SettingsRefused;

/// Rspamd's controller, told by `POST /learnspam` and `POST /learnham`.
final class RspamdController {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String address;
    private final Optional<String> password;
    private final Metrics metrics;

    /// It does not answer, or does not let us in: the lesson is told again.
    static final class Away extends EnvironmentFailure {
        private static final long serialVersionUID = 1;

        Away(String what) {
            super(what);
        }

        Away(String what, Throwable cause) {
            super(what, cause);
        }
    }

    RspamdController(String address, Optional<String> password, Metrics metrics) {
        this.address = address.endsWith("/") ? address : address + "/";
        this.password = password;
        this.metrics = metrics;
        try {
            HttpRequest.newBuilder(URI.create(address));
        } catch (IllegalArgumentException e) {
            throw new SettingsRefused("Write learn.rspamd as http://127.0.0.1:11334, not \"" + address + "\".");
        }
    }

    /// Tells it once; what it knows already, or finds too little in, it says so of, and that is an end too.
    void learn(Lesson lesson, byte[] octets) {
        var name = lesson.name().toLowerCase(Locale.ROOT);
        var request = HttpRequest.newBuilder(URI.create(address + "learn" + name))
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofByteArray(octets));
        password.ifPresent(secret -> request.header("Password", secret));
        int status = status(request.build());
        if (status == 401 || status == 403 || status >= 500) {
            throw new Away("Rspamd's controller does not learn: it answered with status " + status);
        }
        var result = status == 200 ? "learned" : "declined";
        metrics.counter(
                        "posthorn_mailbox_lessons",
                        "What the spam filter was taught.",
                        "lesson",
                        name,
                        "result",
                        result)
                .increment();
    }

    private int status(HttpRequest request) {
        try {
            return BoundedExchange.send(http, request, BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new Away("Rspamd's controller does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Away("Interrupted while the spam filter was taught", e);
        }
    }
}
