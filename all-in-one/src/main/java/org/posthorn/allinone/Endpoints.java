package org.posthorn.allinone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.posthorn.gateway.GatewaySettings;
import org.posthorn.ingress.SmtpSettings;
import org.posthorn.runtime.http.HttpSettings;
import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.DatabaseSettings;

/// Where a running Posthorn is found: `run/endpoints.properties` in its data directory, a file of settings for mailctl,
/// there while it runs and readable by its owner alone.
final class Endpoints implements AutoCloseable {
    private final Path file;

    private Endpoints(Path file) {
        this.file = file;
    }

    /// Whether the process before ended without taking the file away: it was killed, or the power failed.
    static boolean leftBehind(Path data) {
        return Files.exists(file(data));
    }

    private static Path file(Path data) {
        return data.resolve("run").resolve("endpoints.properties");
    }

    static Endpoints write(Settings settings, Path data) {
        var database = settings.get(DatabaseSettings.class);
        var services = settings.get(ServiceAddresses.class);
        var entries = new LinkedHashMap<String, String>();
        entries.put("kafka.bootstrap-servers", settings.get(KafkaSettings.class).bootstrapServers());
        entries.put("database.url", database.url());
        entries.put("database.user", database.user());
        entries.put("database.password", database.password());
        entries.put(
                "http.token-file", settings.get(HttpSettings.class).tokenFile().toString());
        entries.put("mail.domain", settings.get(MailSettings.class).domain());
        var smtp = settings.get(SmtpSettings.class);
        entries.put("smtp.port", Integer.toString(smtp.port()));
        smtp.submissionsPort().ifPresent(port -> entries.put("smtp.submissions-port", Integer.toString(port)));
        entries.put("services.ingress-url", services.ingressUrl());
        entries.put("services.policy-url", services.policyUrl());
        entries.put("services.mailbox-url", services.mailboxUrl());
        entries.put("services.delivery-url", services.deliveryUrl());
        entries.put("services.gateway-url", services.gatewayUrl());
        entries.put(
                "gateway.listen", settings.get(GatewaySettings.class).listen().toString());
        try {
            var directory = Files.createDirectories(data.resolve("run"));
            return new Endpoints(write(entries, directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Map<String, String> entries, Path directory) throws IOException {
        var text = new StringBuilder("# Where this Posthorn is found. Written at its start, removed at its stop.\n");
        entries.forEach((key, value) ->
                text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n'));
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var temporary = Files.createTempFile(directory, "endpoints", ".new", ownerOnly);
        Files.writeString(temporary, text);
        return Files.move(temporary, directory.resolve("endpoints.properties"), StandardCopyOption.REPLACE_EXISTING);
    }
}
