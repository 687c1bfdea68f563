package org.posthorn.allinone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.posthorn.events.api.AccountApi.FirstAdmin;
import org.posthorn.gateway.GatewaySettings;
import org.posthorn.ingress.SmtpSettings;
import org.posthorn.mailbox.imap.ImapSettings;
import org.posthorn.mailbox.pop3.Pop3Settings;
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
        settings.get(GatewaySettings.class)
                .httpsListen()
                .ifPresent(https -> welcome.line("", "https://localhost:%d (TLS)".formatted(https.port())));
        welcome.administrator(admin, options.data());
        welcome.mail(settings.get(SmtpSettings.class));
        var imap = settings.get(ImapSettings.class);
        welcome.line("IMAP", "localhost:%d (STARTTLS)".formatted(imap.port()));
        welcome.line("", "localhost:%d (TLS)".formatted(imap.tlsPort()));
        var pop3 = settings.get(Pop3Settings.class);
        welcome.line("POP3", "localhost:%d (STLS)".formatted(pop3.port()));
        welcome.line("", "localhost:%d (TLS)".formatted(pop3.tlsPort()));
        welcome.line("Kafka", settings.get(KafkaSettings.class).bootstrapServers());
        welcome.line("PostgreSQL", settings.get(DatabaseSettings.class).url().replace("jdbc:postgresql://", ""));
        welcome.line("Data", options.data().toString());
        welcome.line("Log", log.toString());
        welcome.line("Accounts", "./posthorn mailctl account add alice");
        welcome.line("Stop", "Ctrl-C");
        return welcome.text.toString();
    }

    private void mail(SmtpSettings smtp) {
        line("SMTP", "localhost:" + smtp.port());
        smtp.submissionPort().ifPresent(port -> line("Submission", "localhost:" + port + " (STARTTLS)"));
        smtp.submissionsPort().ifPresent(port -> line("", "localhost:" + port + " (TLS)"));
    }

    private void administrator(FirstAdmin admin, Path data) {
        var password = admin.generatedPassword().filter(_ -> firstTime(data));
        line(
                "Administrator",
                admin.address() + password.map(shown -> "  password: " + shown).orElse(""));
        if (password.isPresent()) {
            line("", "(the password is shown this once)");
        }
    }

    /// Remembers in the data directory that the password was shown.
    private static boolean firstTime(Path data) {
        try {
            Files.createFile(data.resolve("secrets").resolve("first-password-was-shown"));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
