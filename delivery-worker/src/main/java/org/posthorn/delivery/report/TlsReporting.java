package org.posthorn.delivery.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.posthorn.delivery.report.TlsReportStore.Counted;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.acceptance.Octets;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores the counts every minute, and tells of each finished day the domains that ask for it with a record
/// at `_smtp._tls` (RFC 8460 §3): by mail, which is accepted and signed like any other of ours, or by
/// HTTPS.
public final class TlsReporting implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReporting.class);
    private static final Duration ROUND = Duration.ofMinutes(1);
    private static final Duration LOOK_UP = Duration.ofSeconds(10);
    private static final int MOST_ADDRESSES = 4;
    private static final MessageId NOBODY = MessageId.of("0".repeat(26));

    private final Means means;
    private final Options options;
    private final InstantSource clock;
    private final Thread thread = Thread.ofVirtual().name("tls-reports").unstarted(this::live);

    /// Who reports.
    ///
    /// @param organization our host name
    /// @param contact the address that reports come from
    public record Options(boolean wanted, String organization, String contact) {}

    /// What reporting works with.
    public record Means(
            TlsCounts counts,
            TlsReportStore store,
            Resolver resolver,
            Acceptance acceptance,
            ReportUploadClient upload) {}

    public TlsReporting(Means means, Options options, InstantSource clock) {
        this.means = means;
        this.options = options;
        this.clock = clock;
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void live() {
        try {
            while (true) {
                Thread.sleep(ROUND);
                round();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Stores what was counted and tells of what is over.
    void round() {
        var taken = means.counts().take();
        if (!options.wanted()) {
            return;
        }
        try {
            means.store().add(taken);
            taken.clear();
            var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            while (means.store().tellNext(today, this::tell)) {
                LOG.debug("tls-report-done");
            }
        } catch (EnvironmentFailure e) {
            means.counts().putBack(taken);
            LOG.warn("tls-reports-wait reason={}", e.getMessage());
        }
    }

    private void tell(LocalDate day, String domain, List<Counted> results) {
        var report = new TlsReport(options.organization(), options.contact(), day, domain, results);
        for (var address :
                addresses(means.resolver().txt("_smtp._tls." + domain, LOOK_UP).records())) {
            var sent = address.startsWith("mailto:")
                    ? mail(report, address.substring("mailto:".length()))
                    : means.upload().upload(address, TlsReportMail.compressed(report.json()));
            LOG.info("tls-report domain={} day={} to={} sent={}", domain, day, scheme(address), sent);
        }
    }

    /// It tells of trouble with TLS, so that must not keep it back (RFC 8460 §3).
    private boolean mail(TlsReport report, String to) {
        if (MailboxAddress.parse(to).toOptional().isEmpty()) {
            return false;
        }
        var now = clock.instant();
        var id = id(report, to);
        var octets = TlsReportMail.of(report, to, now);
        var event = new MessageAccepted(
                id,
                now,
                new Origin.Internal("delivery-worker", Optional.empty()),
                Optional.empty(),
                MailEnvelope.of(options.contact(), List.of(to)).withTlsOptional(),
                octets.length);
        means.acceptance().accept(event, new Octets.InMemory(octets), Optional.empty());
        return true;
    }

    /// The same report to the same address is the same message, should the worker die between. It counts as made when
    /// its day was over, so that the trace has it beside what was sent then.
    static MessageId id(TlsReport report, String to) {
        Instant end = report.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return NOBODY.derive(end, "tls-report " + report.id() + " " + to);
    }

    /// Where reports go: of `v=TLSRPTv1; rua=mailto:reports@example.com,https://…`.
    static List<String> addresses(List<String> records) {
        var ours =
                records.stream().filter(text -> text.startsWith("v=TLSRPTv1;")).toList();
        if (ours.size() != 1) {
            return List.of();
        }
        return Arrays.stream(ours.getFirst().split(";"))
                .map(String::strip)
                .filter(part -> part.startsWith("rua="))
                .flatMap(part -> Arrays.stream(part.substring("rua=".length()).split(",")))
                .map(String::strip)
                .filter(address -> address.startsWith("mailto:") || address.startsWith("https://"))
                .limit(MOST_ADDRESSES)
                .toList();
    }

    private static String scheme(String address) {
        return address.substring(0, address.indexOf(':'));
    }
}
