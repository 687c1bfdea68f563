package org.posthorn.ingress.limits;

import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.posthorn.events.SmtpActivity;
import org.posthorn.ingress.session.Login;
import org.posthorn.ingress.view.PolicyView;
import org.posthorn.mail.address.IpNetwork;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.runtime.limits.ActivityLog;
import org.posthorn.runtime.limits.LimitKind;
import org.posthorn.runtime.limits.LimitSettings;
import org.posthorn.runtime.limits.Tallies;
import org.posthorn.runtime.limits.Tally;

/// Counts what clients, senders and accounts do and says when it is too much. What is refused is not counted. Safe for
/// use by many threads.
public final class Limits {
    private static final int CLIENT_V6 = 64;

    private final LimitSettings settings;
    private final Networks exempt;
    private final PolicyView policy;
    private final ActivityLog log;
    private final InstantSource clock;
    private final Tallies tallies;

    /// @param exempt clients to whom no limit applies
    public Limits(LimitSettings settings, Networks exempt, PolicyView policy, ActivityLog log, InstantSource clock) {
        this.settings = settings;
        this.exempt = exempt;
        this.policy = policy;
        this.log = log;
        this.clock = clock;
        this.tallies = new Tallies(settings.tracked());
    }

    /// The client of a new session.
    public Visitor visitor(InetAddress client) {
        return new Visitor(this, client, exempt.contains(client));
    }

    /// One client: an address, in IPv6 the /64 that it may choose addresses from.
    public static IpNetwork network(InetAddress client) {
        var single = IpNetwork.of(client);
        return single.isV4() ? single : single.widened(CLIENT_V6);
    }

    boolean connects(InetAddress client) {
        var subject = network(client).toString();
        var now = clock.instant();
        boolean taken = tally(LimitKind.CONNECTION).take(subject, now, limit(client, LimitKind.CONNECTION));
        if (taken) {
            log.counted(LimitKind.CONNECTION.activity(), subject, now);
        }
        return taken;
    }

    boolean guessedTooOften(InetAddress client) {
        long limit = limit(client, LimitKind.FAILED_LOGIN);
        return limit >= 0 && tally(LimitKind.FAILED_LOGIN).count(network(client).toString(), clock.instant()) >= limit;
    }

    void guessed(InetAddress client) {
        var subject = network(client).toString();
        var now = clock.instant();
        tally(LimitKind.FAILED_LOGIN).add(subject, now, 1);
        log.counted(LimitKind.FAILED_LOGIN.activity(), subject, now);
    }

    private long limit(InetAddress client, LimitKind kind) {
        return policy.limitOf(client, kind.limit()).orElse(settings.of(kind));
    }

    /// Counts one of a sender or an account for now, when it is not one too many.
    Optional<Instant> take(LimitKind kind, MailboxAddress subject) {
        var now = clock.instant();
        long limit = policy.limitOf(subject, kind.limit()).orElse(settings.of(kind));
        return tally(kind).take(subject.key(), now, limit) ? Optional.of(now) : Optional.empty();
    }

    /// Whether an account has written to a recipient within the window.
    boolean knows(Login login, MailboxAddress recipient) {
        return tallies.correspondents().count(pair(login, recipient), clock.instant()) > 0;
    }

    /// What was counted for now did not come to pass.
    void takeBack(LimitKind kind, String subject, Instant taken) {
        tally(kind).takeBack(subject, taken);
    }

    /// What was counted for now came to pass: others hear of it.
    void keep(LimitKind kind, String subject, Instant taken) {
        log.counted(kind.activity(), subject, taken);
    }

    /// An account wrote to a recipient that was new.
    void keep(Login login, MailboxAddress recipient, Instant taken) {
        var pair = pair(login, recipient);
        tallies.correspondents().add(pair, taken, 1);
        log.counted(LimitKind.RECIPIENT.activity(), pair, taken);
    }

    /// Learns what another server counted, or this one before it was started.
    public void learn(SmtpActivity activity) {
        tallies.learn(activity, clock.instant());
    }

    /// Drops what is over.
    public void sweep() {
        tallies.sweep(clock.instant());
    }

    /// How many clients, senders and accounts are counted.
    public int tracked() {
        return tallies.size();
    }

    static String subject(Login login) {
        return MailboxAddress.of(login.address()).key();
    }

    private static String pair(Login login, MailboxAddress recipient) {
        return Tallies.pair(subject(login), recipient.key());
    }

    private Tally tally(LimitKind kind) {
        return tallies.of(kind);
    }
}
