package org.posthorn.policy.doctor;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.api.DoctorApi.DomainReport;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.Domain;
import org.posthorn.policy.signing.DkimKeys;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;

/// The doctor over the internal API.
@Controller("/internal/v1/doctor")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class DoctorController {
    private final DomainDoctor doctor;
    private final DkimKeys keys;
    private final String hostname;
    private final DoctorSettings settings;

    DoctorController(DomainDoctor doctor, DkimKeys keys, Settings settings) {
        this.doctor = doctor;
        this.keys = keys;
        this.hostname = settings.get(MailSettings.class).primaryHostname().toLowerCase(Locale.ROOT);
        this.settings = settings.get(DoctorSettings.class);
    }

    @Get("/{domain}")
    DomainReport look(String domain, @QueryValue Optional<String> certificate, @QueryValue Optional<String> key) {
        var name = switch (Domain.parse(domain)) {
            case Parsed.Ok<Domain>(var read) -> read.ascii();
            case Parsed.Malformed<Domain>(var reason) -> throw Refusal.badRequest(reason + ".");
        };
        return doctor.look(new Patient(
                name, hostname, keys.published(name), digest(certificate), digest(key), settings.blockLists()));
    }

    private static Optional<String> digest(Optional<String> text) {
        text.filter(given -> !given.matches("[0-9a-f]{64}")).ifPresent(_ -> {
            throw Refusal.badRequest("A SHA-256 has 64 hexadecimal digits.");
        });
        return text;
    }
}
