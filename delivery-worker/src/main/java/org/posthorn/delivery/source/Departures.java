package org.posthorn.delivery.source;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.posthorn.delivery.transport.MailServer;
import org.posthorn.delivery.transport.SourceAddress;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.health.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Chooses the source of each message. A worker uses those sources whose addresses its machine has, so that workers on
/// several machines share one configuration.
public final class Departures {
    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    private final Means means;
    private final SourceOrder order;
    private final ConcurrentMap<InetAddress, Seen> seen = new ConcurrentHashMap<>();
    private final AtomicReference<LocalDate> cleaned = new AtomicReference<>(LocalDate.MIN);

    private record Seen(boolean here, Instant at) {}

    /// What it works with.
    ///
    /// @param isHere whether an address is one of this machine's
    /// @param ourName for EHLO, of sources without a name of their own
    /// @param mostServers that are tried in one attempt
    public record Means(
            Pools pools,
            WarmUpCounts counts,
            Predicate<InetAddress> isHere,
            String ourName,
            int mostServers,
            InstantSource clock) {}

    /// What a source has for a message.
    private enum Share {
        /// It is warm.
        UNLIMITED,
        /// One of its day, which is the message's now.
        COUNTED,
        /// Its day has no more.
        SPENT,
        /// Nobody could count.
        UNKNOWN,
        /// It has no address here that reaches a server.
        OUT_OF_REACH
    }

    /// @param random spreads messages over the sources of a pool; nothing secret hangs on it
    public Departures(Means means, WarmUpPlan plan, RandomGenerator random) {
        this.means = means;
        this.order = new SourceOrder(plan, random);
    }

    /// Chooses, and counts the message where the source warms up: who does not send it gives it [#back].
    ///
    /// @param reversePath whose domain has a pool
    /// @param servers of the next hop, in the order in which they are tried
    /// @param tried names the sources that the message is not to leave from again
    /// @param shut names those from which the site lets nobody in: they are asked last
    public Departure of(
            String reversePath, String site, List<MailServer> servers, Set<String> tried, Predicate<String> shut) {
        var domain = reversePath.substring(reversePath.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        var pool = means.pools().of(domain);
        if (pool.isEmpty()) {
            return new Departure.From(Optional.empty(), first(servers.stream()), Optional.empty());
        }
        var today = today();
        var shares = EnumSet.noneOf(Share.class);
        for (var turn : order.of(untried(pool, tried), today, shut)) {
            var source = turn.source();
            var reachable = reachable(source, servers);
            var share = reachable.isEmpty() ? Share.OUT_OF_REACH : share(today, turn, site);
            if (share == Share.UNLIMITED || share == Share.COUNTED) {
                var counted = share == Share.COUNTED ? Optional.of(today) : Optional.<LocalDate>empty();
                return new Departure.From(Optional.of(source.name()), reachable, counted);
            }
            shares.add(share);
        }
        var sources = "no source of the pool of " + (domain.isEmpty() ? "bounces" : domain);
        return notNow(sources, site, shares, today);
    }

    /// What is wrong with the database comes first: it is the operator's to mend.
    private static Departure notNow(String sources, String site, Set<Share> shares, LocalDate today) {
        if (shares.contains(Share.UNKNOWN)) {
            var reason = " may send to " + site + " now: the database that counts its warm-up does not answer";
            return new Departure.NotNow("4.3.0", sources + reason, Optional.empty());
        }
        if (shares.contains(Share.SPENT)) {
            // Another source may be on another machine, whose worker gets the message at its next attempt.
            var tomorrow = today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            return new Departure.NotNow(
                    "4.7.0",
                    sources + " may send more to " + site + " today (warm-up)",
                    shares.size() == 1 ? Optional.of(tomorrow) : Optional.empty());
        }
        return new Departure.NotNow("4.4.0", sources + " on this machine can reach " + site, Optional.empty());
    }

    private static List<Source> untried(List<Source> pool, Set<String> tried) {
        return pool.stream().filter(source -> !tried.contains(source.name())).toList();
    }

    /// The message did not go: its place in the day's share is another's.
    public void back(Departure.From departure, String site) {
        if (departure.counted().isEmpty()) {
            return;
        }
        try {
            means.counts()
                    .giveBack(departure.counted().get(), departure.source().orElseThrow(), site);
        } catch (EnvironmentFailure e) {
            LOG.warn("warm-up-waits for=database reason={}", e.getMessage());
        }
    }

    /// Whether this machine has the addresses of the sources.
    public Condition condition() {
        var missing = means.pools().sources().stream()
                .flatMap(source -> source.addresses().stream()
                        .filter(address -> !isHere(address))
                        .map(address -> source.name() + " (" + address.getHostAddress() + ")"))
                .toList();
        var all = means.pools().sources();
        if (all.isEmpty()) {
            return Condition.well("The system chooses the address.");
        }
        return all.stream().noneMatch(source -> source.addresses().stream().anyMatch(this::isHere))
                ? Condition.unwell("This machine has no address of any source.")
                : Condition.well(
                        missing.isEmpty() ? "All are here." : "Not on this machine: " + String.join(", ", missing));
    }

    private Share share(LocalDate today, SourceOrder.Turn turn, String site) {
        if (turn.most().isEmpty()) {
            return Share.UNLIMITED;
        }
        int most = turn.most().getAsInt();
        try {
            if (!today.equals(cleaned.getAndSet(today))) {
                means.counts().forgetBefore(today.minusDays(1));
            }
            return most > 0 && means.counts().take(today, turn.source().name(), site, most)
                    ? Share.COUNTED
                    : Share.SPENT;
        } catch (EnvironmentFailure e) {
            // what cannot be counted is not sent: another source, or later
            LOG.warn("warm-up-waits for=database reason={}", e.getMessage());
            return Share.UNKNOWN;
        }
    }

    private List<MailServer> reachable(Source source, List<MailServer> servers) {
        var name = source.helo().orElse(means.ourName());
        return first(servers.stream()
                .flatMap(server -> source
                        .towards(server.address().getAddress())
                        .filter(this::isHere)
                        .map(own -> server.from(new SourceAddress(own, name)))
                        .stream()));
    }

    private List<MailServer> first(Stream<MailServer> servers) {
        return servers.limit(means.mostServers()).toList();
    }

    private boolean isHere(InetAddress address) {
        var now = means.clock().instant();
        return seen.compute(
                        address,
                        (_, known) ->
                                known != null && known.at().plus(LOOK_AGAIN).isAfter(now)
                                        ? known
                                        : new Seen(means.isHere().test(address), now))
                .here();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(means.clock().instant(), ZoneOffset.UTC);
    }
}
