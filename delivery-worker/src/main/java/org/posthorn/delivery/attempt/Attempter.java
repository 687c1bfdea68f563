package org.posthorn.delivery.attempt;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.posthorn.delivery.attempt.Lane.Candidate;
import org.posthorn.delivery.attempt.Lane.Entry;
import org.posthorn.delivery.attempt.Pace.Ending;
import org.posthorn.delivery.nexthop.NextHop;
import org.posthorn.delivery.nexthop.NextHops;
import org.posthorn.delivery.nexthop.TlsPolicy;
import org.posthorn.delivery.nexthop.TlsWish;
import org.posthorn.delivery.report.TlsCounts;
import org.posthorn.delivery.source.Departure;
import org.posthorn.delivery.source.Departures;
import org.posthorn.delivery.transport.Cause;
import org.posthorn.delivery.transport.MailServer;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.delivery.transport.OutgoingMessage;
import org.posthorn.delivery.transport.RecipientResult;
import org.posthorn.delivery.transport.SmtpClient;
import org.posthorn.delivery.transport.SmtpClient.Sent;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.mail.smtp.EnhancedStatus;
import org.posthorn.mail.smtp.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Attempts a message at its next hop: waits for a turn in the lane, finds the servers, and goes down their
/// list until every recipient has an answer that another server would not change.
public final class Attempter {
    private static final Logger LOG = LoggerFactory.getLogger(Attempter.class);

    /// A recipient whom two servers put off is put off (RFC 5321 §5.1 asks for two addresses at least).
    private static final int MOST_TRANSACTIONS = 2;

    private static final EnhancedStatus TOO_MANY = new EnhancedStatus(4, 5, 3);

    private final NextHops nextHops;
    private final SmtpClient client;
    private final Lanes lanes;
    private final Departures departures;
    private final TlsCounts reports;

    /// @param departures chooses our address
    /// @param reports counts how TLS went
    public Attempter(NextHops nextHops, SmtpClient client, Lanes lanes, Departures departures, TlsCounts reports) {
        this.departures = departures;
        this.reports = reports;
        this.nextHops = nextHops;
        this.client = client;
        this.lanes = lanes;
    }

    /// One outcome for each recipient, in order.
    ///
    /// @param account whose mail it is, for fairness between senders
    public List<AttemptOutcome> attempt(String nextHop, String account, OutgoingMessage message)
            throws InterruptedException {
        return switch (nextHops.of(nextHop, TlsWish.of(message.envelope()))) {
            case NextHop.Nowhere(var status, var reason) ->
                same(message, new AttemptOutcome.Bounced(ours(status, reason)));
            case NextHop.Unknown(var status, var reason) ->
                same(message, new AttemptOutcome.Deferred(ours(status, reason)));
            case NextHop.Servers hop -> atSite(hop, account, message);
        };
    }

    /// From one source after the other while they warm up and the site does not let them in: what it thinks of a new
    /// address keeps no mail. Each source has one try, and none follows where a server saw the message.
    private List<AttemptOutcome> atSite(NextHop.Servers hop, String account, OutgoingMessage message)
            throws InterruptedException {
        var site = hop.site();
        var sender = message.envelope().reversePath();
        var tried = new HashSet<String>();
        Optional<Round> last = Optional.empty();
        while (true) {
            switch (departures.of(sender, site.name(), hop.servers(), tried, source -> lanes.isShut(site, source))) {
                case Departure.NotNow(var status, var reason, var again) -> {
                    return last.map(Round::outcomes)
                            .orElseGet(() -> same(message, new AttemptOutcome.Deferred(ours(status, reason), again)));
                }
                case Departure.From from -> {
                    var round = inLane(hop, from, account, message);
                    if (round.wasSeen() || from.counted().isEmpty()) {
                        return round.outcomes();
                    }
                    var source = from.source().orElseThrow();
                    LOG.info("source-refused source={} site={} reply={}", source, site.name(), round.reason());
                    tried.add(source);
                    last = Optional.of(round);
                }
            }
        }
    }

    private Round inLane(NextHop.Servers hop, Departure.From from, String account, OutgoingMessage message)
            throws InterruptedException {
        var round = new Round(message, hop.policy());
        try {
            var lane = lanes.of(hop.site(), from.source().orElse(""));
            switch (lane.enter(account, new Candidate(message, from.servers()))) {
                case Entry.Down(var reason) -> round.unreachable(reason);
                case Entry.Turn turn -> {
                    var use = new SmtpClient.Use(
                            lane.messagesPerConnection(), lane::follow, lane::opened, watch(message, hop.policy()));
                    try {
                        attempt(turn, from, round, use);
                    } finally {
                        lane.leave(turn, round.ending());
                    }
                }
            }
        } finally {
            if (!round.wasSeen()) {
                departures.back(from, hop.site().name());
            }
        }
        return round;
    }

    /// A session that does without what the domain asks for is not one that it learns of (RFC 8460 §3).
    private SmtpClient.TlsWatch watch(OutgoingMessage message, TlsPolicy policy) {
        return TlsWish.of(message.envelope()) == TlsWish.NONE
                ? (_, _) -> {}
                : (server, failure) -> reports.session(policy, server, failure);
    }

    private void attempt(Entry.Turn turn, Departure.From from, Round round, SmtpClient.Use use)
            throws InterruptedException {
        if (turn.baton().isPresent()) {
            client.resume(turn.baton().get(), use)
                    .ifPresent(resumed -> round.answered(resumed.server(), resumed.results()));
        }
        from.servers().forEach(server -> tryServer(server, round, use));
    }

    private void tryServer(MailServer server, Round round, SmtpClient.Use use) {
        if (round.isOver()) {
            return;
        }
        switch (client.send(server, round.rest(), use)) {
            case Sent.Unreachable(var cause, var tls) -> {
                if (tls) {
                    round.unsafe(server, cause);
                } else {
                    round.unreachable(facts(server, cause));
                }
            }
            case Sent.Answered(var results) -> round.answered(server, results);
        }
    }

    private static List<AttemptOutcome> same(OutgoingMessage message, AttemptOutcome outcome) {
        return message.recipients().stream().map(_ -> outcome).toList();
    }

    private static Attempt ours(String status, String reason) {
        return new Attempt(Optional.empty(), Optional.empty(), reason, status);
    }

    private static Attempt facts(MailServer server, Cause cause) {
        return switch (cause) {
            case Cause.Said(var reply) -> said(server, reply, status(reply));
            case Cause.Ours(var status, var words) ->
                new Attempt(Optional.of(server.name()), Optional.of(server.ip()), words, status, Optional.of(true));
        };
    }

    private static Attempt said(MailServer server, Reply reply, EnhancedStatus status) {
        return new Attempt(Optional.of(server.name()), Optional.of(server.ip()), reply.toString(), status.toString());
    }

    /// What the code stands for where the server has no better word.
    private static EnhancedStatus status(Reply reply) {
        return reply.status().isNone() ? new EnhancedStatus(reply.code() / 100, 0, 0) : reply.status();
    }

    /// The recipients of one attempt and what is known of each so far. Used by one thread.
    private static final class Round {
        private final OutgoingMessage message;
        private final TlsPolicy policy;
        private final List<Optional<AttemptOutcome>> settled = new ArrayList<>();
        private final List<AttemptOutcome> open = new ArrayList<>();
        private Optional<Attempt> unreached = Optional.empty();
        private Optional<Attempt> pushedBack = Optional.empty();
        private boolean unsafe;
        private int transactions;

        Round(OutgoingMessage message, TlsPolicy policy) {
            this.message = message;
            this.policy = policy;
            var untried = new AttemptOutcome.Deferred(ours("4.4.1", "No server was tried"));
            message.recipients().forEach(_ -> {
                settled.add(Optional.empty());
                open.add(untried);
            });
        }

        /// What the attempt says about the site.
        Ending ending() {
            if (transactions == 0) {
                return unsafe
                        ? new Ending.Unsafe()
                        : unreached.<Ending>map(Ending.Unreached::new).orElse(new Ending.Unused());
            }
            return pushedBack.<Ending>map(Ending.PushedBack::new).orElse(new Ending.Served());
        }

        /// A server of the site had the message before it.
        boolean wasSeen() {
            return transactions > 0;
        }

        /// What the first recipient's outcome is for now.
        String reason() {
            return outcomes().getFirst().facts().reply();
        }

        boolean isOver() {
            return transactions >= MOST_TRANSACTIONS || settled.stream().allMatch(Optional::isPresent);
        }

        /// The message for those who are still open.
        OutgoingMessage rest() {
            if (transactions == 0) {
                return message;
            }
            var recipients = new ArrayList<>(message.recipients());
            for (var i = recipients.size() - 1; i >= 0; i--) {
                if (settled.get(i).isPresent()) {
                    recipients.remove(i);
                }
            }
            return new OutgoingMessage(message.envelope(), recipients, message.content());
        }

        /// The server was there, but TLS was not as it must be: that says nothing to mail that asks for less.
        void unsafe(MailServer server, Cause cause) {
            unsafe = true;
            unreachable(Attempter.facts(server, because(server, cause)));
        }

        /// Who wants TLS to be as it is not.
        private Cause because(MailServer server, Cause cause) {
            if (server.tls() != Tls.VERIFIED || !(cause instanceof Cause.Ours(var status, var words))) {
                return cause;
            }
            var by = message.envelope().requireTls()
                    ? Optional.of("its sender, by REQUIRETLS,")
                    : policy.type() == TlsPolicy.Type.STS
                            ? Optional.of("the MTA-STS policy of " + policy.domain())
                            : Optional.<String>empty();
            return by.<Cause>map(who -> new Cause.Ours(status, words + " (" + who + " asks for verified TLS)"))
                    .orElse(cause);
        }

        void unreachable(Attempt facts) {
            unreached = Optional.of(facts);
            if (transactions == 0) {
                open.replaceAll(_ -> new AttemptOutcome.Deferred(facts));
            }
        }

        void answered(MailServer server, List<RecipientResult> results) {
            transactions++;
            var next = 0;
            for (var i = 0; i < settled.size(); i++) {
                if (settled.get(i).isEmpty()) {
                    take(i, server, results.get(next++));
                }
            }
        }

        private void take(int i, MailServer server, RecipientResult result) {
            if (pushesBack(result)) {
                pushedBack = Optional.of(facts(server, result));
            }
            var facts = facts(server, result);
            switch (result) {
                case RecipientResult.Accepted(var _, var withoutDsn) ->
                    settle(i, new AttemptOutcome.Delivered(facts, withoutDsn));
                case RecipientResult.Refused refused
                when refused.isLasting() -> settle(i, new AttemptOutcome.Bounced(facts));
                case RecipientResult.Refused _, RecipientResult.Lost _ ->
                    open.set(i, new AttemptOutcome.Deferred(facts));
                // Another server of the domain may offer more.
                case RecipientResult.Unsuitable _ -> open.set(i, new AttemptOutcome.Bounced(facts));
                case RecipientResult.Doubtful _ -> settle(i, new AttemptOutcome.InDoubt(facts));
            }
        }

        /// 4xx to MAIL, 421 and silence speak of the site's patience with us; what is said to a recipient
        /// or to the content speaks of those.
        private static boolean pushesBack(RecipientResult result) {
            return switch (result) {
                case RecipientResult.Refused(var reply, var to) ->
                    reply.code() == 421 || (reply.severity() == Reply.Severity.TRANSIENT && to.equals("MAIL"));
                case RecipientResult.Lost _, RecipientResult.Doubtful _ -> true;
                case RecipientResult.Accepted _, RecipientResult.Unsuitable _ -> false;
            };
        }

        private static Attempt facts(MailServer server, RecipientResult result) {
            return switch (result) {
                case RecipientResult.Accepted(var reply, var _) -> said(server, reply, Attempter.status(reply));
                case RecipientResult.Refused refused -> said(server, refused.reply(), status(refused));
                case RecipientResult.Unsuitable(var cause) -> Attempter.facts(server, cause);
                case RecipientResult.Lost(var reason) -> Attempter.facts(server, new Cause.Ours("4.4.2", reason));
                case RecipientResult.Doubtful(var reason) -> Attempter.facts(server, new Cause.Ours("4.4.2", reason));
            };
        }

        /// Of a 552 that does not last, too.
        private static EnhancedStatus status(RecipientResult.Refused refused) {
            var passing = refused.isTooMany() && refused.reply().severity() == Reply.Severity.PERMANENT;
            return passing ? TOO_MANY : Attempter.status(refused.reply());
        }

        private void settle(int i, AttemptOutcome outcome) {
            settled.set(i, Optional.of(outcome));
        }

        List<AttemptOutcome> outcomes() {
            List<AttemptOutcome> outcomes = new ArrayList<>(open.size());
            for (var i = 0; i < open.size(); i++) {
                outcomes.add(settled.get(i).orElse(open.get(i)));
            }
            return outcomes;
        }
    }
}
