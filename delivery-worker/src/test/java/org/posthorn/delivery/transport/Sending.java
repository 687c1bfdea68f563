package org.posthorn.delivery.transport;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.posthorn.delivery.transport.RecipientResult.Refused;
import org.posthorn.delivery.transport.SmtpClient.Sent;
import org.posthorn.events.MailEnvelope;
/// Sends messages to scripted servers, and closes what it opened after each test.

final class Sending implements AfterEachCallback {
    static final Duration LONG = Duration.ofSeconds(60);
    static final Duration SHORT = Duration.ofMillis(300);
    static final String GREETING = """
            S: 220 mx.example.net ESMTP
            C: EHLO our.example.com
            """;
    static final String PLAIN = GREETING + """
            S: 250-mx.example.net
            S: 250-SIZE 1000
            S: 250 8BITMIME
            """;
    static final String PIPELINING = GREETING + """
            S: 250-mx.example.net
            S: 250-PIPELINING
            S: 250 8BITMIME
            """;

    private final ConnectionPool pool = new ConnectionPool(Duration.ofMinutes(1));
    private final Watchdog watchdog = new Watchdog();

    @Override
    public void afterEach(ExtensionContext context) {
        pool.close();
        watchdog.close();
    }

    List<RecipientResult> send(ScriptedServer server, OutgoingMessage message) {
        return send(client(LONG), server, message);
    }

    List<RecipientResult> send(SmtpClient client, ScriptedServer server, OutgoingMessage message) {
        var sent = client.send(server.target(), message, use(_ -> Optional.empty()));
        return assertInstanceOf(Sent.Answered.class, sent, server.wrong()::toString)
                .results();
    }

    /// A hundred messages on a connection, and who follows each.
    static SmtpClient.Use use(Function<Predicate<OutgoingMessage>, Optional<Baton>> following) {
        return new SmtpClient.Use(100, (_, fits) -> following.apply(fits), () -> {}, (_, _) -> {});
    }

    static SmtpClient.Use alone() {
        return use(_ -> Optional.empty());
    }

    SmtpClient client(Duration all) {
        return client(new Timeouts(all, all, all, all, all, all));
    }

    SmtpClient client(Timeouts timeouts) {
        return new SmtpClient("our.example.com", timeouts, pool, watchdog);
    }

    static String refused(RecipientResult result) {
        return assertInstanceOf(Refused.class, result).reply().toString();
    }

    /// Why a server was of no use, where it did not say so itself.
    static Cause.Ours ours(SmtpClient.Sent sent) {
        var unreachable = assertInstanceOf(SmtpClient.Sent.Unreachable.class, sent);
        return assertInstanceOf(Cause.Ours.class, unreachable.cause());
    }

    static OutgoingMessage message(String firstRecipient, String... more) {
        var to = new ArrayList<String>(List.of(more));
        var content = "Subject: s\r\n\r\n";
        if (firstRecipient.indexOf('@') > 0 && firstRecipient.indexOf('\r') < 0) {
            to.addFirst(firstRecipient);
        } else {
            content = firstRecipient;
        }
        var envelope = MailEnvelope.of("alice@example.com", to);
        return new OutgoingMessage(
                envelope, envelope.recipients(), OutgoingContent.of(content.getBytes(StandardCharsets.US_ASCII)));
    }
}
