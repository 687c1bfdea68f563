package org.posthorn.ingress;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.posthorn.events.SmtpActivity;
import org.posthorn.ingress.limits.Limits;
import org.posthorn.ingress.limits.Networks;
import org.posthorn.ingress.listener.SmtpServerAssembly.Counting;
import org.posthorn.ingress.view.PolicyView;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.limits.ActivityCounts;
import org.posthorn.runtime.limits.ActivityFollower;
import org.posthorn.runtime.limits.ActivityPublisher;
import org.posthorn.runtime.limits.LimitSettings;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;

/// What limits are counted with: told to the other servers, read back from them and from before the start. Reading back
/// holds up mail for some seconds at most; a longer one goes on beside it.
final class Counts implements Running {
    private static final Duration LONGEST_READING = Duration.ofSeconds(10);
    private static final Duration SWEEP = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final ActivityCounts counts = new ActivityCounts(UUID.randomUUID().toString());
    private final Limits limits;
    private final ActivityPublisher publisher;
    private final ActivityFollower follower;
    private final Thread sweeper = Thread.ofVirtual().name("limit-sweeper").unstarted(this::sweepOnAndOn);
    private volatile Instant started;

    private Counts(
            Settings settings,
            PolicyView policy,
            KafkaConnection connection,
            Publisher publisher,
            InstantSource clock) {
        this.clock = clock;
        this.started = clock.instant();
        this.publisher = new ActivityPublisher(counts, publisher, "smtp-ingress", clock);
        var own = settings.get(LimitSettings.class);
        this.limits = new Limits(own, exempt(settings), policy, counts, clock);
        this.follower = new ActivityFollower(connection, clock, this::hear);
    }

    static Counts of(Settings settings, PolicyView policy, KafkaConnection connection, Publisher publisher) {
        return new Counts(settings, policy, connection, publisher, InstantSource.system());
    }

    /// Clients to whom no limit applies.
    static Networks exempt(Settings settings) {
        List<String> all = new ArrayList<>(settings.get(LimitSettings.class).exemptNetworks());
        all.addAll(settings.get(MailSettings.class).trustedNetworks());
        return Networks.of(all);
    }

    /// What this process counted itself it knows already.
    private void hear(SmtpActivity activity) {
        if (!counts.isOwn(activity)) {
            limits.learn(activity);
        }
    }

    Counting counting() {
        return new Counting(limits, this::areKnown, clock);
    }

    private boolean areKnown() {
        return follower.isCaughtUp() || started.plus(LONGEST_READING).isBefore(clock.instant());
    }

    Condition condition() {
        return follower.isCaughtUp()
                ? Condition.well(limits.tracked() + " clients, senders and accounts are counted")
                : Condition.unwell("What was counted before the start is not known yet.");
    }

    @Override
    public void start() {
        started = clock.instant();
        follower.start();
        publisher.start();
        sweeper.start();
    }

    @Override
    public void drain() {
        publisher.drain();
    }

    @Override
    public void close() {
        sweeper.interrupt();
        publisher.close();
        follower.close();
    }

    private void sweepOnAndOn() {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(SWEEP);
                limits.sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
