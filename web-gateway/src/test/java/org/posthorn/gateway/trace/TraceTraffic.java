package org.posthorn.gateway.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.posthorn.events.AccountId;
import org.posthorn.events.Client;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Event;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;
import org.posthorn.events.Route;
import org.posthorn.events.Verdict;

/// The traffic of a platform in the order of time, as its services tell it: of a hundred messages 20 are refused at the
/// door, 35 come in, 5 stay inside, 40 go out to one to four recipients, each fourth of whom is tried up to seven
/// times.
/// Words, addresses and accounts are as frequent as in life: the nth of them comes once where the first comes n times.
final class TraceTraffic {
    static final int WORDS = 60_000;
    static final int DOMAINS = 40_000;
    static final int PEOPLE = 200_000;
    static final int ACCOUNTS = 20_000;
    private static final List<String> SYLLABLES = List.of(
            "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta", "ve", "wi",
            "xo", "zu");
    private static final List<String> LATER = List.of(
            "450 4.2.0 Greylisted, please try again in 300 seconds",
            "421 4.7.0 Our system has detected an unusual rate of unsolicited mail originating from your IP address",
            "452 4.2.2 The recipient's inbox is out of storage space",
            "451 4.3.0 Temporary lookup failure, queue file %s",
            "454 4.7.1 Relay access temporarily denied for %s");
    private static final List<String> NEVER = List.of(
            "550 5.1.1 The email account that you tried to reach does not exist, see session %s",
            "550 5.7.1 Message rejected as spam by content scanner, reference %s",
            "552 5.2.2 Mailbox full, %s",
            "554 5.7.1 Service unavailable; client host blocked using zen.example, %s");

    private static final List<String> TAKEN =
            List.of("250 2.0.0 Ok: queued as %s", "250 2.6.0 %s Queued mail for delivery");
    private static final Optional<String> TLS = Optional.of("TLSv1.3");

    private record Due(Instant at, long order, CloudEvent<? extends Event> event) {}

    private final Random random;
    private final Duration pause;
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::order));
    private Instant now;
    private long events;
    private long messages;

    /// @param pause between two messages
    TraceTraffic(long seed, Instant begin, Duration pause) {
        this.random = new Random(seed);
        this.now = begin;
        this.pause = pause;
    }

    long messages() {
        return messages;
    }

    /// The events that come next.
    List<CloudEvent<? extends Event>> next(int most) {
        var next = new ArrayList<CloudEvent<? extends Event>>(most);
        while (next.size() < most) {
            var first = due.peek();
            if (first != null && !first.at().isAfter(now)) {
                next.add(due.remove().event());
            } else {
                now = now.plus(pause);
                message();
            }
        }
        return next;
    }

    private void message() {
        messages++;
        int kind = random.nextInt(100);
        if (kind < 20) {
            refused();
        } else if (kind < 55) {
            incoming();
        } else {
            outgoing(kind < 60);
        }
    }

    private void refused() {
        int domain = rank(DOMAINS);
        var rcpt = Optional.of("user" + random.nextInt(1_000_000) + "@shop.example");
        var refusal = new MessageRefused(
                now,
                client(domain),
                "mx",
                "RCPT",
                Optional.of(person() + "@" + domain(domain)),
                rcpt,
                Optional.empty(),
                random.nextBoolean() ? "550 5.1.1 User not found" : "554 5.7.1 Client host blocked by policy",
                Optional.empty());
        tell("smtp-ingress", now, refusal);
    }

    private void incoming() {
        int domain = rank(DOMAINS);
        var sender = person() + "@" + domain(domain);
        var routes = new ArrayList<Route>();
        for (int i = random.nextInt(4) == 0 ? 3 : 1; i > 0; i--) {
            routes.add(local(rank(ACCOUNTS), Purpose.INBOX));
        }
        var verdict = random.nextInt(5) == 0
                ? new Verdict.FileAsJunk("The scanner gives it 8.2 points of 15.")
                : new Verdict.Deliver("Nothing speaks against it.");
        begin(new Origin.Mx(), Optional.of(client(domain)), sender, domain(domain), verdict, routes);
    }

    private void outgoing(boolean inside) {
        int account = rank(ACCOUNTS);
        var routes = new ArrayList<Route>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            var domain = domain(rank(DOMAINS));
            var to = person() + "@" + domain;
            routes.add(inside ? local(rank(ACCOUNTS), Purpose.INBOX) : new Route.Remote(to, to, domain));
        }
        routes.add(local(account, Purpose.SENT));
        var origin = new Origin.Submission(new AccountId(account), true, List.of());
        var client =
                new Client("10.1." + account % 250 + "." + account / 250, 40_000, "[10.0.0.2]", TLS, Optional.empty());
        var verdict = new Verdict.Deliver("It is an account's own mail.");
        begin(origin, Optional.of(client), account(account), "shop.example", verdict, routes);
    }

    private void begin(
            Origin origin, Optional<Client> client, String sender, String domain, Verdict verdict, List<Route> routes) {
        var id = MessageId.next(now);
        var recipients = routes.stream()
                .filter(route -> route.purpose() == Purpose.INBOX)
                .map(Route::accepted)
                .distinct()
                .toList();
        tell(
                "smtp-ingress",
                now,
                new MessageAccepted(
                        id, now, origin, client, MailEnvelope.of(sender, recipients), 2_000 + random.nextInt(90_000)));
        tell(
                "policy-service",
                now.plusMillis(20),
                new MessageJudged(
                        id,
                        now,
                        now.plusMillis(20),
                        origin,
                        sender,
                        verdict,
                        List.of(
                                new MessageJudged.Evidence("spf", "pass", domain + " allows the client", 3_200),
                                new MessageJudged.Evidence("dkim", "pass", "signed by " + domain, 5_100),
                                new MessageJudged.Evidence("dmarc", "pass", "aligned with " + domain, 900)),
                        routes,
                        List.of(),
                        Optional.empty(),
                        Optional.of("<" + Long.toHexString(random.nextLong()) + "@" + domain + ">"),
                        Optional.of(subject()),
                        Optional.of(sender)));
        for (var route : routes) {
            outcomes(id, route);
        }
    }

    private void outcomes(MessageId id, Route route) {
        var subject = new Outcome.Subject(id, route.recipient(), route.accepted(), route.purpose());
        if (route instanceof Route.Local local) {
            var folder = Optional.of(local.purpose() == Purpose.SENT ? "Sent" : "INBOX");
            var at = now.plusMillis(90);
            tell(
                    "mailbox-service",
                    at,
                    new Outcome.Delivered(subject, at, Optional.of(local.account()), folder, Optional.empty()));
            return;
        }
        var domain = route.recipient().substring(route.recipient().indexOf('@') + 1);
        var at = now.plusMillis(700);
        int failures = random.nextInt(4) == 0 ? 1 + random.nextInt(7) : 0;
        for (int i = 0; i < failures; i++) {
            var next = at.plusSeconds(300L << i);
            tell("delivery-worker", at, new Outcome.Deferred(subject, at, attempt(domain, LATER), i + 1, next));
            at = next;
        }
        tell(
                "delivery-worker",
                at,
                random.nextInt(30) == 0
                        ? new Outcome.Bounced(subject, at, attempt(domain, NEVER), Optional.empty())
                        : new Outcome.Delivered(
                                subject, at, Optional.empty(), Optional.empty(), Optional.of(attempt(domain, TAKEN))));
    }

    private Outcome.Attempt attempt(String domain, List<String> replies) {
        var reply = replies.get(random.nextInt(replies.size())).formatted(Integer.toHexString(random.nextInt()));
        var status = reply.substring(4, 9);
        return new Outcome.Attempt(Optional.of("mx1." + domain), Optional.of(ip(domain.hashCode())), reply, status);
    }

    private <E extends Event> void tell(String service, Instant at, E event) {
        events++;
        due.add(new Due(
                at, events, new CloudEvent<>("e" + events, service, at, Optional.empty(), event, Optional.empty())));
    }

    private Route local(int account, Purpose purpose) {
        return new Route.Local(account(account), account(account), new AccountId(account), purpose);
    }

    private String subject() {
        var words = new StringBuilder(word(rank(WORDS)));
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            words.append(' ').append(word(rank(WORDS)));
        }
        return words.toString();
    }

    /// From 1 to n; 1 most often.
    private int rank(int n) {
        return (int) Math.exp(random.nextDouble() * Math.log(n + 1));
    }

    private String person() {
        return word(rank(PEOPLE)) + "." + word(rank(100));
    }

    private static Client client(int domain) {
        return new Client(ip(domain), 40_001, "mx1." + domain(domain), TLS, Optional.empty());
    }

    static String ip(int n) {
        return "198." + (16 + (n & 3)) + "." + (n >> 10 & 255) + "." + (n >> 2 & 255);
    }

    static String account(int n) {
        return word(n) + n + "@shop.example";
    }

    static String domain(int n) {
        return word(n) + ".example";
    }

    /// The nth word, the same in each run.
    static String word(int n) {
        var word = new StringBuilder();
        for (int rest = n + SYLLABLES.size(); rest > 0; rest /= SYLLABLES.size()) {
            word.append(SYLLABLES.get(rest % SYLLABLES.size()));
        }
        return word.toString();
    }
}
