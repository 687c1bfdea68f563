package org.posthorn.allinone;

import java.nio.file.Path;
import java.util.Optional;
import org.posthorn.events.api.AccountApi.FirstAdmin;
import org.posthorn.ingress.listener.SmtpServer;
import org.posthorn.ingress.session.ListenerKind;
import org.posthorn.mailbox.imap.listener.ImapListener;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.sql.DatabaseSettings;

/// The one screen that is shown when everything runs.
final class Welcome {
    private static final int COLUMN = 16;

    private final StringBuilder text = new StringBuilder();

    private Welcome() {}

    static String of(Platform platform, Options options, FirstAdmin admin, Path log) {
        var settings = platform.settings();
        var welcome = new Welcome();
        welcome.text.append("\nPosthorn is ready.\n\n");
        welcome.line(
                "Web", "http://localhost:" + platform.services().get("gateway").port());
        welcome.administrator(admin, platform.firstStart());
        welcome.line("SMTP", smtp(platform));
        var imap = platform.services().get("mailbox").bean(ImapListener.class);
        welcome.line("IMAP", "port " + imap.port() + ", over TLS " + imap.securePort());
        welcome.line("Kafka", settings.get(KafkaSettings.class).bootstrapServers());
        welcome.line("PostgreSQL", settings.get(DatabaseSettings.class).url().replace("jdbc:postgresql://", ""));
        welcome.line("Data", options.data().toString());
        welcome.line("Log", log.toString());
        welcome.line("Stop", "Ctrl-C");
        return welcome.text.toString();
    }

    /// The ports that the server really has.
    private static String smtp(Platform platform) {
        var server = platform.services().get("ingress").bean(SmtpServer.class);
        var ports = new StringBuilder("port ").append(server.port(ListenerKind.MX));
        if (server.port(ListenerKind.SUBMISSION) > 0) {
            ports.append(", submission ").append(server.port(ListenerKind.SUBMISSION));
        }
        if (server.port(ListenerKind.SUBMISSIONS) > 0) {
            ports.append(", submission over TLS ").append(server.port(ListenerKind.SUBMISSIONS));
        }
        return ports.toString();
    }

    private void administrator(FirstAdmin admin, boolean firstStart) {
        var password = firstStart ? admin.generatedPassword() : Optional.<String>empty();
        line(
                "Administrator",
                admin.address() + password.map(shown -> "  password: " + shown).orElse(""));
        if (password.isPresent()) {
            line("", "(the password is shown this once)");
        }
    }

    private void line(String what, String value) {
        text.append("  ")
                .append(what)
                .repeat(' ', COLUMN - what.length())
                .append(value)
                .append('\n');
    }
}
