package org.posthorn.delivery.nexthop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.posthorn.delivery.nexthop.MtaStsStore.Kept;
import org.posthorn.delivery.nexthop.StsFinding.Trouble;
import org.posthorn.mailauth.dns.DnsAnswer;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.runtime.sql.DatabaseUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the policy of a domain (RFC 8461 §3, §5): the record in the DNS says whether there is a new one,
/// and what was fetched holds until its age is over, whatever the DNS says meanwhile. It is fetched again each
/// day, so that whoever keeps us from the policy's server must do so for all of its age (RFC 8461 §3.3). What a look
/// brought is kept for minutes, and whoever asks while one is under way waits for that one. Without the database,
/// policies are fetched again; mail that wishes for nothing waits for nothing.
public final class MtaSts implements StsPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(MtaSts.class);
    private static final int MANY = 50_000;
    private static final Duration LOOK_UP = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);
    /// No server is asked more often for what it did not give (RFC 8461 §3.3).
    private static final Duration TRY_AGAIN = Duration.ofMinutes(5);

    private final Resolver resolver;
    private final Function<String, Fetched> fetch;
    private final MtaStsStore store;
    private final InstantSource clock;
    private final ConcurrentMap<String, Seen> seen = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Lock> looking = new ConcurrentHashMap<>();

    private record Seen(StsFinding finding, Instant until) {}

    public MtaSts(Resolver resolver, MtaStsClient client, MtaStsStore store, InstantSource clock) {
        this(resolver, client::fetch, store, clock);
    }

    MtaSts(Resolver resolver, Function<String, Fetched> fetch, MtaStsStore store, InstantSource clock) {
        this.resolver = resolver;
        this.fetch = fetch;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public StsFinding of(String domain) {
        return seen(domain).orElseGet(() -> look(domain));
    }

    private Optional<StsFinding> seen(String domain) {
        return Optional.ofNullable(seen.get(domain))
                .filter(each -> clock.instant().isBefore(each.until()))
                .map(Seen::finding);
    }

    private StsFinding look(String domain) {
        var turn = looking.computeIfAbsent(domain, _ -> new ReentrantLock());
        turn.lock();
        try {
            return seen(domain).orElseGet(() -> remembered(domain, clock.instant()));
        } finally {
            looking.remove(domain, turn);
            turn.unlock();
        }
    }

    private StsFinding remembered(String domain, Instant now) {
        if (seen.size() > MANY) {
            seen.values().removeIf(each -> !now.isBefore(each.until()));
        }
        var finding = look(domain, now).withoutNone();
        seen.put(domain, new Seen(finding, now.plus(finding.trouble().isEmpty() ? LOOK_AGAIN : TRY_AGAIN)));
        return finding;
    }

    private StsFinding look(String domain, Instant now) {
        var kept = kept(domain, now);
        var old = kept.map(Kept::policy);
        var records = resolver.txt("_mta-sts." + domain, LOOK_UP);
        if (records instanceof DnsAnswer.TemporaryFailure<String>(var reason)) {
            return new StsFinding(old, Optional.of(new Trouble(Optional.empty(), reason)));
        }
        var id = id(records.records());
        if (id.isEmpty() || kept.filter(each -> each.isCurrent(id.get(), now)).isPresent()) {
            return new StsFinding(old, Optional.empty());
        }
        return switch (fetch.apply(domain)) {
            case Fetched.File(var policy) -> {
                keep(domain, new Kept(id.get(), policy, now.plus(policy.maxAge())), now);
                yield StsFinding.of(policy);
            }
            case Fetched.Failed(var failure, var reason) -> {
                LOG.warn("mta-sts-unusable domain={} result={} reason={}", domain, failure.word(), reason);
                yield new StsFinding(old, Optional.of(new Trouble(Optional.of(failure), reason)));
            }
        };
    }

    /// The id of the one record of this kind; several count as none (RFC 8461 §3.1).
    private static Optional<String> id(List<String> records) {
        var ours = records.stream().filter(text -> text.startsWith("v=STSv1;")).toList();
        return ours.size() != 1 ? Optional.empty() : field(ours.getFirst(), "id=");
    }

    private static Optional<String> field(String record, String name) {
        for (var part : record.split(";")) {
            var stripped = part.strip();
            if (stripped.startsWith(name)) {
                return Optional.of(stripped.substring(name.length()).strip());
            }
        }
        return Optional.empty();
    }

    private Optional<Kept> kept(String domain, Instant now) {
        try {
            return store.find(domain, now);
        } catch (DatabaseUnavailable e) {
            LOG.warn("mta-sts-waits for=database reason={}", e.getMessage());
            return Optional.empty();
        }
    }

    private void keep(String domain, Kept kept, Instant now) {
        try {
            store.save(domain, kept, now);
        } catch (DatabaseUnavailable e) {
            LOG.warn("mta-sts-not-kept domain={} reason={}", domain, e.getMessage());
        }
    }
}
