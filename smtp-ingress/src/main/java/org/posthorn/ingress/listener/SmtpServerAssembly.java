package org.posthorn.ingress.listener;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.posthorn.ingress.SmtpSettings;
import org.posthorn.ingress.acceptance.Accepting;
import org.posthorn.ingress.acceptance.ByteBudget;
import org.posthorn.ingress.acceptance.MessageAcceptance;
import org.posthorn.ingress.acceptance.SessionEvidence;
import org.posthorn.ingress.acceptance.Spool;
import org.posthorn.ingress.admission.Admission;
import org.posthorn.ingress.admission.ClientChecks;
import org.posthorn.ingress.authentication.LoginCheck;
import org.posthorn.ingress.limits.Limits;
import org.posthorn.ingress.limits.Networks;
import org.posthorn.ingress.session.Offer;
import org.posthorn.ingress.session.Session;
import org.posthorn.ingress.view.Views;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.Domain;
import org.posthorn.mailauth.dmarc.PublicSuffixes;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.mailauth.evidence.EvidenceGatherer;
import org.posthorn.runtime.scan.Scanners;
import org.posthorn.runtime.settings.ClientCheckSettings;
import org.posthorn.runtime.settings.EvidenceSettings;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.settings.SettingsRefused;
import org.posthorn.runtime.tls.ServerTls;
import org.posthorn.runtime.tls.TlsSettings;

/// Puts an SMTP server together from its settings and from what it asks.
public final class SmtpServerAssembly {
    private final SmtpSettings smtp;
    private final MailSettings mail;
    private final TlsSettings tls;
    private final ClientCheckSettings checks;
    private final EvidenceSettings evidence;
    private final Views views;
    private final Asked asked;
    private final Counting counting;
    private final InstantSource clock;

    /// What counts for limits.
    ///
    /// @param areKnown whether what was before the start is known
    public record Counting(Limits limits, BooleanSupplier areKnown, InstantSource clock) {}

    /// Who is asked and told outside of this server.
    public record Asked(Accepting log, LoginCheck logins, Resolver dns, Scanners scanners) {}

    public SmtpServerAssembly(Settings settings, Views views, Asked asked, Counting counting) {
        this.smtp = settings.get(SmtpSettings.class);
        this.mail = settings.get(MailSettings.class);
        this.tls = settings.get(TlsSettings.class);
        this.views = views;
        this.checks = settings.get(ClientCheckSettings.class);
        this.evidence = settings.get(EvidenceSettings.class);
        this.asked = asked;
        this.counting = counting;
        this.clock = counting.clock();
    }

    public SmtpServer server(RefusalLog refusals, IngressMetrics metrics, BooleanSupplier diskHasRoom) {
        var hostname = mail.primaryHostname();
        long maxSize = mail.maxMessageSize().bytes();
        var budget = new ByteBudget(smtp.memoryBudget().bytes());
        metrics.gauge("posthorn_ingress_content_octets", "Memory that content takes.", budget::used);
        var trusted = Networks.of(mail.trustedNetworks());
        var rules = new Admission.Rules(
                maxSize,
                mail.maxRecipients(),
                defaultDomain(),
                trusted,
                new ClientChecks(checks, trusted, hostname, asked.dns()),
                smtp.anySender(),
                smtp.checkAuthors());
        var admission = new Admission(rules, views, counting.areKnown(), diskHasRoom, clock);
        var place = new Spool.Place(smtp.spool(), smtp.spoolAbove().toInt(), maxSize, budget);
        var acceptance = new MessageAcceptance(
                new MessageAcceptance.Rules(hostname, smtp.maxHops(), place, smtp.anySender(), evidence(hostname)),
                admission,
                views.directory(),
                asked.log(),
                clock);
        var times = new SessionTimes(smtp.greetingTimeout(), smtp.idleTimeout(), smtp.sessionTimeout());
        var services = new SessionServices(
                new Session(new Offer(hostname, maxSize, mail.maxRecipients())),
                admission,
                counting.limits(),
                acceptance,
                asked.logins(),
                ServerTls.of(tls, hostname, clock),
                refusals,
                metrics,
                times);
        return new SmtpServer(smtp, mail.trustedNetworks(), services);
    }

    private SessionEvidence evidence(String hostname) {
        var gatherer =
                new EvidenceGatherer(asked.dns(), PublicSuffixes.of(evidence.publicSuffixList()), hostname, clock);
        var limits = new SessionEvidence.Limits(
                evidence.sessionDeadline(), evidence.trustedSealers(), Networks.of(mail.trustedNetworks()));
        return new SessionEvidence(gatherer, asked.scanners(), limits, views.policy(), clock);
    }

    private Domain defaultDomain() {
        return switch (Domain.parse(mail.domain())) {
            case Parsed.Ok<Domain>(var domain) -> domain;
            case Parsed.Malformed<Domain>(var reason) -> throw new SettingsRefused("mail.domain: " + reason + ".");
        };
    }
}
