package org.posthorn.delivery.report;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.posthorn.delivery.nexthop.TlsPolicy;
import org.posthorn.delivery.transport.Dane;
import org.posthorn.delivery.transport.MailServer;
import org.posthorn.delivery.transport.TlsFailure;

/// Counts sessions in memory until they are stored; at most so many kinds of them, since a worker never
/// stops for counting.
public final class TlsCounts {
    private static final int MOST_KINDS = 50_000;

    private final InstantSource clock;
    private final ConcurrentMap<Kind, Long> counts = new ConcurrentHashMap<>();

    public TlsCounts(InstantSource clock) {
        this.clock = clock;
    }

    /// Sessions that count together.
    ///
    /// @param policy what was asked of the server; its lines joined by line feeds
    /// @param mx empty, as `ip`, where the failure is not a server's
    /// @param failure empty for sessions that went well
    public record Kind(
            LocalDate day,
            String domain,
            String type,
            String policy,
            String patterns,
            String mx,
            String ip,
            String failure) {}

    /// A connection was opened, or refused for TLS.
    public void session(TlsPolicy policy, MailServer server, Optional<TlsFailure> failure) {
        var dane = server.dane();
        var omitted = dane.isEmpty() && policy.omits(server.name());
        var failed = failure.or(() -> omitted ? Optional.of(TlsFailure.VALIDATION_FAILURE) : Optional.empty());
        var kind = new Kind(
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                policy.domain(),
                dane.map(_ -> TlsPolicy.Type.TLSA).orElse(policy.type()).word(),
                dane.map(TlsCounts::lines).orElse(String.join("\n", policy.text())),
                dane.isPresent() ? "" : String.join("\n", policy.exchangers()),
                server.name(),
                server.ip(),
                failed.map(TlsFailure::word).orElse(""));
        count(kind);
        policy.missing().ifPresent(why -> count(withoutPolicy(kind, why)));
    }

    /// The same session under the policy that could not be had; where it went is not its fault.
    private static Kind withoutPolicy(Kind session, TlsFailure why) {
        return new Kind(session.day(), session.domain(), TlsPolicy.Type.STS.word(), "", "", "", "", why.word());
    }

    private void count(Kind kind) {
        if (counts.size() < MOST_KINDS || counts.containsKey(kind)) {
            counts.merge(kind, 1L, Long::sum);
        }
    }

    /// Takes what was counted so far.
    public Map<Kind, Long> take() {
        Map<Kind, Long> taken = new ConcurrentHashMap<>();
        for (var kind : counts.keySet()) {
            var count = counts.remove(kind);
            if (count != null) {
                taken.put(kind, count);
            }
        }
        return taken;
    }

    /// Puts back what could not be stored.
    void putBack(Map<Kind, Long> taken) {
        taken.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    }

    private static String lines(Dane dane) {
        return String.join("\n", dane.records().stream().map(Object::toString).toList());
    }
}
