package org.posthorn.runtime.scan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthorn.events.EventJson;
import org.posthorn.events.MessageJudged.Evidence;
import org.posthorn.runtime.http.BoundedExchange;
import org.posthorn.runtime.scan.Opinion.Grade;
import org.posthorn.runtime.settings.SettingsRefused;

/// Rspamd's normal worker, asked by `POST /checkv2`.
///
/// Its actions `reject` and `add header` (or `rewrite subject`) make spam and doubtful mail. What it would have asked a
/// client to try again (`greylist`, `soft reject`) is clean: the message is accepted already.
final class Rspamd implements Scanner {
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final int MOST_SYMBOLS = 10;
    private static final int MOST_RECIPIENTS = 50;

    /// Its answer, as far as it matters here.
    private record Answer(
            @JsonProperty("is_skipped") boolean skipped,
            double score,
            @JsonProperty("required_score") double required,
            Optional<String> action,
            Map<String, Symbol> symbols) {}

    private record Symbol(double score) {}

    private final HttpClient http;
    private final URI check;
    private final Optional<String> password;

    Rspamd(HttpClient http, String address, Optional<String> password) {
        this.http = http;
        this.check = uri(address);
        this.password = password;
    }

    private static URI uri(String address) {
        try {
            var uri = URI.create(address.endsWith("/") ? address + "checkv2" : address + "/checkv2");
            HttpRequest.newBuilder(uri);
            return uri;
        } catch (IllegalArgumentException e) {
            throw new SettingsRefused("Write scan.rspamd as http://127.0.0.1:11333, not \"" + address + "\".");
        }
    }

    @Override
    public String name() {
        return "rspamd";
    }

    @Override
    public Opinion ask(Mail mail, Duration within) throws IOException {
        try {
            var whole = BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER);
            var response = BoundedExchange.send(http, request(mail, within), whole);
            if (response.statusCode() != 200) {
                throw new IOException("it answered with status " + response.statusCode());
            }
            return opinion(EventJson.MAPPER.readValue(response.body(), Answer.class));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HttpRequest request(Mail mail, Duration within) {
        var message = mail.message();
        var envelope = message.envelope();
        var octets = BodyPublishers.ofInputStream(() -> open(mail));
        var request = HttpRequest.newBuilder(check)
                .timeout(within)
                .header("Queue-Id", message.messageId().value())
                .header("From", ascii(envelope.reversePath()))
                .POST(mail.size() == 0 ? octets : BodyPublishers.fromPublisher(octets, mail.size()));
        envelope.recipients().stream()
                .limit(MOST_RECIPIENTS)
                .forEach(recipient -> request.header("Rcpt", ascii(recipient.address())));
        message.client().ifPresent(client -> {
            request.header("IP", client.ip());
            request.header("Helo", ascii(client.helo()));
        });
        message.origin().submitter().ifPresent(account -> request.header("User", "account-" + account));
        password.ifPresent(secret -> request.header("Password", secret));
        return request.build();
    }

    private static InputStream open(Mail mail) {
        try {
            return mail.octets().open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a header of HTTP can carry.
    private static String ascii(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private Opinion opinion(Answer answer) {
        var action = answer.action().orElse("no action");
        var grade = switch (action) {
            case "reject" -> Grade.SPAM;
            case "add header", "rewrite subject" -> Grade.DOUBTFUL;
            default -> Grade.CLEAN;
        };
        // a test message is skipped too, and has its action all the same
        if (answer.skipped() && grade == Grade.CLEAN) {
            return Opinion.of(Grade.CLEAN, new Evidence(name(), "none", "Rspamd skipped it.", 0));
        }
        var score = number(answer.score());
        var report = score + " of " + number(answer.required()) + " (" + action + ")" + symbols(answer.symbols());
        var detail = "Rspamd gives it " + report + ".";
        var result = grade == Grade.CLEAN ? "pass" : "fail";
        return new Opinion(grade, new Evidence(name(), result, detail, 0), Optional.of(score), Optional.of(report));
    }

    /// Those that count most, by weight.
    private static String symbols(Map<String, Symbol> symbols) {
        var heaviest = Comparator.<Map.Entry<String, Symbol>>comparingDouble(
                symbol -> -Math.abs(symbol.getValue().score()));
        var list = symbols.entrySet().stream()
                .filter(symbol -> symbol.getValue().score() != 0)
                .sorted(heaviest.thenComparing(Map.Entry::getKey))
                .limit(MOST_SYMBOLS)
                .map(symbol ->
                        ascii(symbol.getKey()) + " " + number(symbol.getValue().score()))
                .collect(Collectors.joining(", "));
        return list.isEmpty() ? "" : ": " + list;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
