package org.posthorn.delivery.nexthop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.posthorn.delivery.nexthop.MtaStsStore.Kept;
import org.posthorn.mail.Parsed;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.runtime.sql.DatabaseUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the policy of a domain (RFC 8461 §3, §5): the record in the DNS says whether there is a new one,
/// and what was fetched holds until its age is over, whatever the DNS says meanwhile. It is fetched again each
/// day, so that whoever keeps us from the policy's server must do so for all of its age (RFC 8461 §3.3). What a look
/// brought is kept for minutes. Without the database, policies are fetched again; mail waits for nothing.
public final class MtaSts implements StsPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(MtaSts.class);
    private static final int MANY = 50_000;
    private static final Duration LOOK_UP = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

    private final Resolver resolver;
    private final Function<String, Parsed<MtaStsPolicy>> fetch;
    private final MtaStsStore store;
    private final InstantSource clock;
    private final ConcurrentMap<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(Optional<MtaStsPolicy> policy, Instant until) {}

    public MtaSts(Resolver resolver, MtaStsClient client, MtaStsStore store, InstantSource clock) {
        this(resolver, client::fetch, store, clock);
    }

    MtaSts(Resolver resolver, Function<String, Parsed<MtaStsPolicy>> fetch, MtaStsStore store, InstantSource clock) {
        this.resolver = resolver;
        this.fetch = fetch;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Optional<MtaStsPolicy> of(String domain) {
        var now = clock.instant();
        var last = seen.get(domain);
        if (last != null && now.isBefore(last.until())) {
            return last.policy();
        }
        if (seen.size() > MANY) {
            seen.values().removeIf(each -> !now.isBefore(each.until()));
        }
        var policy = look(domain, now).filter(each -> each.mode() != MtaStsPolicy.Mode.NONE);
        seen.put(domain, new Seen(policy, now.plus(LOOK_AGAIN)));
        return policy;
    }

    private Optional<MtaStsPolicy> look(String domain, Instant now) {
        var kept = kept(domain, now);
        var id = id(resolver.txt("_mta-sts." + domain, LOOK_UP).records());
        if (id.isEmpty() || kept.filter(each -> each.isCurrent(id.get(), now)).isPresent()) {
            return kept.map(Kept::policy);
        }
        return switch (fetch.apply(domain)) {
            case Parsed.Ok<MtaStsPolicy>(var policy) -> {
                keep(domain, new Kept(id.get(), policy, now.plus(policy.maxAge())), now);
                yield Optional.of(policy);
            }
            case Parsed.Malformed<MtaStsPolicy>(var reason) -> {
                LOG.warn("mta-sts-unusable domain={} reason={}", domain, reason);
                yield kept.map(Kept::policy);
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
