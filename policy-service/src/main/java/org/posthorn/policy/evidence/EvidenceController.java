package org.posthorn.policy.evidence;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.InetAddress;
import java.time.Duration;
import org.posthorn.events.api.EvidenceApi.Checked;
import org.posthorn.events.api.EvidenceApi.Fact;
import org.posthorn.mailauth.evidence.AuthenticationResults;
import org.posthorn.mailauth.evidence.EvidenceGatherer;
import org.posthorn.mailauth.evidence.MessageOctets;
import org.posthorn.mailauth.evidence.SmtpClient;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;

/// The evidence about a message that somebody has, over the internal API: nothing is judged and nothing is kept.
@Controller("/internal/v1/evidence")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class EvidenceController {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final EvidenceGatherer gatherer;
    private final String hostname;

    EvidenceController(EvidenceGatherer gatherer, Settings settings) {
        this.gatherer = gatherer;
        this.hostname = settings.get(MailSettings.class).primaryHostname();
    }

    @Post
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    Checked check(
            @QueryValue String ip,
            @QueryValue(defaultValue = "") String helo,
            @QueryValue(defaultValue = "") String from,
            @Body byte[] message) {
        var client = new SmtpClient(address(ip), helo, from);
        var evidence = gatherer.gather(client, new MessageOctets.Whole(message), WITHIN);
        var facts = evidence.facts().stream()
                .map(fact -> new Fact(fact.method(), fact.result(), fact.detail(), fact.micros()))
                .toList();
        return new Checked(
                facts, AuthenticationResults.field(hostname, evidence).strip());
    }

    private static InetAddress address(String ip) {
        try {
            return InetAddress.ofLiteral(ip);
        } catch (IllegalArgumentException _) {
            throw Refusal.badRequest("Write an IP address such as 192.0.2.1.");
        }
    }
}
