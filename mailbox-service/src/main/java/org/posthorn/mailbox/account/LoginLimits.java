package org.posthorn.mailbox.account;

import java.time.Duration;
import java.time.Instant;
import org.posthorn.events.SmtpActivity;
import org.posthorn.runtime.limits.ActivityCounts;

/// How many failed logins a client network and an account may have, counted over all replicas: each tells the others
/// what it counted, and from where accounts logged in. Safe for use by many threads.
final class LoginLimits {
    static final String NETWORK_FAILED = "login-failed-network";
    static final String ACCOUNT_FAILED = "login-failed-account";
    static final String LOGGED_IN = "login-network";
    /// A network that has no limit of its own. Nobody is known there either: where one address stands for many people,
    /// an account's own limit is all that stops who guesses.
    static final String FREE = "";

    /// What another replica counted has whole seconds: it counts until the end of its second is over.
    private static final Duration REST_OF_SECOND = Duration.ofMillis(999);

    private final FailureLimit byNetwork;
    private final FailureLimit byAccount;
    private final KnownNetworks known = new KnownNetworks();
    private final ActivityCounts untold;

    /// @param instance a name that no other process has or had
    LoginLimits(FailureLimit byNetwork, FailureLimit byAccount, String instance) {
        this.byNetwork = byNetwork;
        this.byAccount = byAccount;
        this.untold = new ActivityCounts(instance);
    }

    /// What others are to hear.
    ActivityCounts untold() {
        return untold;
    }

    boolean exceeded(String network, Instant now) {
        return !network.equals(FREE) && byNetwork.exceeded(network, now);
    }

    /// An account is limited for networks from which it did not log in lately, so that nobody can lock its owner out.
    boolean exceeded(String account, String network, Instant now) {
        return byAccount.exceeded(counted(account, network), now) && !known.knows(account, network);
    }

    /// What fails in free networks counts apart: nobody is known there, and who fails elsewhere must not lock out the
    /// owner who is there.
    private static String counted(String account, String network) {
        return network.equals(FREE) ? account + " free" : account;
    }

    void failed(String network, Instant now) {
        if (network.equals(FREE)) {
            return;
        }
        byNetwork.failed(network, now, 1);
        untold.counted(NETWORK_FAILED, network, now);
    }

    void failedFor(String account, String network, Instant now) {
        var subject = counted(account, network);
        byAccount.failed(subject, now, 1);
        untold.counted(ACCOUNT_FAILED, subject, now);
    }

    void loggedIn(String account, String network, Instant now) {
        if (!network.equals(FREE) && known.add(account, network, now)) {
            untold.counted(LOGGED_IN, account + " " + network, now);
        }
    }

    /// Takes what a replica counted; this one's own is known.
    void learn(SmtpActivity activity) {
        if (untold.isOwn(activity)) {
            return;
        }
        var at = activity.second().plus(REST_OF_SECOND);
        var subject = activity.subject();
        switch (activity.kind()) {
            case NETWORK_FAILED -> byNetwork.failed(subject, at, activity.count());
            case ACCOUNT_FAILED -> byAccount.failed(subject, at, activity.count());
            case LOGGED_IN -> learnNetwork(subject, activity.second());
            default -> {
                // of smtp-ingress
            }
        }
    }

    private void learnNetwork(String pair, Instant at) {
        int space = pair.lastIndexOf(' ');
        if (space > 0) {
            known.add(pair.substring(0, space), pair.substring(space + 1), at);
        }
    }
}
