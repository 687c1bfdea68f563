package org.posthorn.policy.limits;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.posthorn.events.PolicyEntry.Limited;
import org.posthorn.events.api.LimitApi.Talker;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.IpNetwork;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.limits.ActivityFollower;
import org.posthorn.runtime.limits.LimitKind;
import org.posthorn.runtime.limits.LimitSettings;
import org.posthorn.runtime.limits.Tallies;
import org.posthorn.runtime.limits.Tally;
import org.posthorn.runtime.service.Running;

/// Who does the most at the moment, from `smtp.activity`.
public final class TopTalkers implements Running {
    private static final Duration SWEEP = Duration.ofMinutes(1);

    private final LimitSettings settings;
    private final InstantSource clock;
    private final Tallies tallies;
    private final ActivityFollower follower;
    private final Thread sweeper = Thread.ofVirtual().name("talkers-sweeper").unstarted(this::sweepOnAndOn);

    public TopTalkers(KafkaConnection connection, LimitSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.tallies = new Tallies(settings.tracked());
        this.follower = new ActivityFollower(connection, clock, activity -> tallies.learn(activity, clock.instant()));
    }

    @Override
    public void start() {
        follower.start();
        sweeper.start();
    }

    @Override
    public void close() {
        sweeper.interrupt();
        follower.close();
    }

    private void sweepOnAndOn() {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(SWEEP);
                tallies.sweep(clock.instant());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The first few of each kind.
    List<Talker> top(int number, List<Limited> own) {
        return Arrays.stream(LimitKind.values())
                .flatMap(kind ->
                        tallies.of(kind).top(number, clock.instant()).stream().map(count -> talker(kind, count, own)))
                .toList();
    }

    private Talker talker(LimitKind kind, Tally.Count count, List<Limited> own) {
        return new Talker(kind.limit(), count.subject(), count.count(), most(kind, count.subject(), own), count.last());
    }

    /// The limit that holds for a subject, as the ingress finds it: the narrowest network, the address, its domain.
    private long most(LimitKind kind, String subject, List<Limited> own) {
        return own.stream()
                .filter(limited -> limited.limits().containsKey(kind.limit()))
                .filter(limited -> applies(limited.subject(), subject))
                .max(Comparator.comparingInt(limited -> narrowness(limited.subject())))
                .map(limited -> limited.limits().get(kind.limit()))
                .orElse(settings.of(kind));
    }

    private static boolean applies(String limited, String subject) {
        return limited.equals(subject) || subject.endsWith("@" + limited) || isWithin(subject, limited);
    }

    private static boolean isWithin(String subject, String limited) {
        return IpNetwork.parse(limited) instanceof Parsed.Ok<IpNetwork>(var network)
                && IpNetwork.parse(subject) instanceof Parsed.Ok<IpNetwork>(var client)
                && network.contains(client);
    }

    private static int narrowness(String limited) {
        return IpNetwork.parse(limited) instanceof Parsed.Ok<IpNetwork>(var network)
                ? network.bits()
                : limited.indexOf('@');
    }
}
