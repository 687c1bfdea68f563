package org.posthorn.policy.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Origin;
import org.posthorn.events.Purpose;
import org.posthorn.events.Recipient;
import org.posthorn.events.Route;
import org.posthorn.events.Verdict;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.policy.credit.Charges;
import org.posthorn.policy.credit.Ruling;
import org.posthorn.policy.evidence.Examination;
import org.posthorn.policy.evidence.Finding;
import org.posthorn.policy.forwarding.Forwarding;
import org.posthorn.policy.judgement.Judge;
import org.posthorn.policy.judgement.Judgement;
import org.posthorn.policy.quarantine.AllowedSenders;
import org.posthorn.policy.quarantine.HeldMessage;
import org.posthorn.policy.quarantine.Quarantine;
import org.posthorn.policy.route.Router;
import org.posthorn.policy.scan.Scanning;
import org.posthorn.policy.scan.Scanning.Scanned;
import org.posthorn.policy.signing.OutboundSigner;
import org.posthorn.policy.signing.OutboundSigner.Signature;
import org.posthorn.policy.view.DirectoryView;
import org.posthorn.runtime.kafka.Outgoing;
import org.posthorn.runtime.kafka.Received;
import org.posthorn.runtime.kafka.TransactionLoop;
import org.posthorn.runtime.kafka.Unavailable;
import org.posthorn.runtime.outbox.OutboxRecord;
import org.posthorn.runtime.scan.Opinion;
import org.posthorn.runtime.scan.TestString;

/// Judges, routes and signs a batch of accepted messages, each on a virtual thread of its own: one that
/// waits keeps no other waiting. All of it ends before the transaction begins.
public final class AcceptedWork implements TransactionLoop.Work<MessageAccepted> {
    private static final byte[] NOTHING = new byte[0];

    private final DirectoryView directory;
    private final Router router;
    private final Examination examination;
    private final Scanning scanning;
    private final ExtensionStep extensionStep;
    private final Judge judge;
    private final Charges charges;
    private final Quarantine quarantine;
    private final AllowedSenders allowed;
    private final OutboundSigner signer;
    private final Forwarding forwarding;
    private final FiledHeader filedHeader;
    private final ContentShelf shelf;
    private final Bounces bounces;
    private final Figures figures;
    private final InstantSource clock;

    /// What the work needs.
    ///
    /// @param directory must be loaded before anything is judged
    public record Parts(
            DirectoryView directory,
            Router router,
            Examination examination,
            Scanning scanning,
            ExtensionStep extensionStep,
            Judge judge,
            Charges charges,
            Quarantine quarantine,
            AllowedSenders allowed,
            OutboundSigner signer,
            Forwarding forwarding,
            FiledHeader filedHeader,
            ContentShelf shelf,
            Bounces bounces,
            Figures figures) {}

    AcceptedWork(Parts parts, InstantSource clock) {
        this.directory = parts.directory();
        this.router = parts.router();
        this.examination = parts.examination();
        this.scanning = parts.scanning();
        this.extensionStep = parts.extensionStep();
        this.judge = parts.judge();
        this.charges = parts.charges();
        this.quarantine = parts.quarantine();
        this.allowed = parts.allowed();
        this.signer = parts.signer();
        this.forwarding = parts.forwarding();
        this.filedHeader = parts.filedHeader();
        this.shelf = parts.shelf();
        this.bounces = parts.bounces();
        this.figures = parts.figures();
        this.clock = clock;
    }

    @Override
    public List<Outgoing> follow(List<Received<MessageAccepted>> records) {
        if (!directory.loaded()) {
            throw new Unavailable("The directory is not loaded yet: mailbox-service has not published it");
        }
        if (records.size() == 1) {
            return one(records.getFirst());
        }
        var outgoing = new ArrayList<Outgoing>(records.size() * 3);
        var pending = new ArrayList<Future<List<Outgoing>>>(records.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            records.forEach(record -> pending.add(threads.submit(() -> one(record))));
            for (var one : pending) {
                outgoing.addAll(result(one));
            }
        }
        return outgoing;
    }

    private static List<Outgoing> result(Future<List<Outgoing>> pending) {
        try {
            return pending.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while messages were judged", e);
        }
    }

    private List<Outgoing> one(Received<MessageAccepted> record) {
        var event = record.event();
        var content = event.content().orElseThrow();
        var now = clock.instant();
        var header = shelf.header(content);
        var since = since(event, now);
        var finding = examination.of(event.data(), shelf.octets(content, header), since);
        var scanned = finding.late()
                ? Scanned.LATE
                : scanning.of(event.data(), content.size(), () -> shelf.open(content), since);
        return scanned.late()
                ? List.of(Onward.waiting(event, content, since))
                : judged(extensionStep.of(event, content, finding), scanned.opinions(), now);
    }

    /// What follows from a message that nothing is waited for any more.
    private List<Outgoing> judged(ExtensionStep.Looked looked, List<Opinion> scanned, Instant now) {
        var message = looked.event().data();
        var content = looked.content();
        var finding = looked.finding();
        var header = shelf.header(content);
        var headline = Headline.of(header);
        var opinions = opinions(message, content, scanned);
        var judgement = judgement(message, finding, opinions);
        var found = forwarding.limited(message, router.routes(message), now);
        var charged = charges.charge(message, new Ruling(judgement.verdict(), found));
        var verdict = charged.ruling().verdict();
        var routes = charged.ruling().routes();
        var removed = removed(message, looked.removed());
        var going = routes.stream().filter(route -> goesOn(verdict, route)).toList();
        var hops = Onward.hops(going);
        var locals = going.stream().filter(Route.Local.class::isInstance).count();
        var signature = hops.isEmpty() ? new Signature(NOTHING, List.of()) : sign(message, content, header, headline);
        var above = message.origin() instanceof Origin.Mx && !hops.isEmpty()
                ? forwarding.seal(routes, shelf.octets(content, header), finding.evidence(), now)
                : signature.fields();
        var edits = new ContentShelf.Edits(above, filedHeader.without(header), header.bodyStart());
        var shelved = shelf.place(message.messageId(), content, edits, (int) locals, hops.size());
        var prepend = filedHeader.above(finding.evidence(), judgement.verdict(), opinions);

        var onward = new Onward(looked.event().data(), now);
        onward.judged(new MessageJudged(
                message.messageId(),
                message.acceptedAt(),
                now,
                message.origin(),
                message.envelope().reversePath(),
                verdict,
                judgement.evidence(),
                Stream.concat(routes.stream(), removed.stream()).toList(),
                signature.signedBy(),
                charged.charge(),
                headline.messageId(),
                headline.subject(),
                headline.from().map(from -> from.address())));
        setAside(onward, content, headline, new Aside(verdict, routes, score(opinions), dangerous(opinions)));
        removed.forEach(route -> onward.discarded(route, "An extension took this recipient away."));
        var nowhere = new ArrayList<Route.Unroutable>();
        for (var route : going) {
            switch (route) {
                case Route.Local local -> onward.local(local, shelved.local(), verdict, prepend);
                case Route.Unroutable gone -> nowhere.add(gone);
                case Route.Remote _ -> {
                    // with the others of its hop
                }
            }
        }
        bounces.of(message, nowhere, content, now).forEach(onward::outcome);
        var reversePath = forwarding.reversePath(message);
        hops.forEach(hop -> onward.remote(hop, shelved.remote(), headline.subject(), reversePath));
        figures.routed(routes, signature.signedBy().size());
        figures.judged(message, verdict, now, clock.instant());
        return onward.records();
    }

    /// Where recipients would have gone that extensions took away: each has an end all the same.
    private List<Route> removed(MessageAccepted message, List<Recipient> recipients) {
        return recipients.isEmpty()
                ? List.of()
                : router.routes(ExtensionStep.with(message, recipients, message.size())).stream()
                        .filter(route -> route.purpose() != Purpose.SENT)
                        .toList();
    }

    private Judgement judgement(MessageAccepted message, Finding finding, List<Opinion> opinions) {
        boolean isAllowed = message.origin() instanceof Origin.Mx
                && !opinions.isEmpty()
                && allowed.has(message.envelope().reversePath());
        return Judge.noting(judge.judge(message, finding.evidence(), opinions, isAllowed), finding.client());
    }

    /// What is said of the content: by the scanners, and of a stranger's message by ourselves.
    private List<Opinion> opinions(MessageAccepted message, Content content, List<Opinion> scanned) {
        return message.origin() instanceof Origin.Mx
                ? Stream.concat(scanned.stream(), TestString.in(shelf.first(content)).stream())
                        .toList()
                : scanned;
    }

    private static Optional<String> score(List<Opinion> opinions) {
        return opinions.stream().flatMap(opinion -> opinion.score().stream()).findFirst();
    }

    private static boolean dangerous(List<Opinion> opinions) {
        return opinions.stream().anyMatch(opinion -> opinion.grade() == Opinion.Grade.DANGEROUS);
    }

    /// When it was first looked at: a waiting message carries that as the time of its event.
    private static Instant since(CloudEvent<MessageAccepted> event, Instant now) {
        return event.id().endsWith(Onward.WAITING) ? event.time() : now;
    }

    /// Quarantine and discarding are for recipients; the sender's copy and what leads nowhere go their way.
    private static boolean goesOn(Verdict verdict, Route route) {
        return switch (verdict) {
            case Verdict.Deliver _, Verdict.FileAsJunk _, Verdict.Return _ -> true;
            case Verdict.Quarantine _, Verdict.Discard _ ->
                route instanceof Route.Unroutable || route.purpose() == Purpose.SENT;
        };
    }

    /// Why something may not go on.
    ///
    /// @param routes all of them
    private record Aside(Verdict verdict, List<Route> routes, Optional<String> score, boolean dangerous) {}

    /// Holds or ends what does not go on. Held octets are durable before the transaction begins; nobody sees them
    /// before the outcome is in the log.
    private void setAside(Onward onward, Content content, Headline headline, Aside why) {
        var verdict = why.verdict();
        var aside =
                why.routes().stream().filter(route -> !goesOn(verdict, route)).toList();
        if (aside.isEmpty()) {
            return;
        }
        if (verdict instanceof Verdict.Discard) {
            aside.forEach(route -> onward.discarded(route, verdict.reason()));
            return;
        }
        var now = clock.instant();
        var keptUntil = quarantine.keptUntil(now);
        quarantine.hold(new HeldMessage(
                onward.message(),
                headline.from().map(from -> from.address()),
                headline.subject(),
                verdict.reason(),
                why.score(),
                why.dangerous(),
                now,
                keptUntil,
                aside,
                shelf.octets(content)));
        aside.forEach(route -> onward.quarantined(route, verdict.reason(), keptUntil));
    }

    /// The deliveries of a message that was released: judged once, never again.
    List<OutboxRecord> released(HeldMessage held, List<Route> routes, Instant now) {
        var message = held.accepted();
        var content = new Content.Inline(held.content());
        var header = shelf.header(content);
        var headline = Headline.of(header);
        var hops = Onward.hops(routes);
        var signature = hops.isEmpty() ? new Signature(NOTHING, List.of()) : sign(message, content, header, headline);
        int locals = routes.size()
                - hops.stream().mapToInt(hop -> hop.routes().size()).sum();
        var edits = new ContentShelf.Edits(signature.fields(), filedHeader.without(header), header.bodyStart());
        var shelved = shelf.place(message.messageId(), content, edits, locals, hops.size());
        var onward = new Onward(message, now);
        var verdict = new Verdict.Deliver("It was released from the quarantine.");
        for (var route : routes) {
            if (route instanceof Route.Local local) {
                onward.local(local, shelved.local(), verdict, filedHeader.above(Optional.empty(), verdict, List.of()));
            }
        }
        var reversePath = forwarding.reversePath(message);
        hops.forEach(hop -> onward.remote(hop, shelved.remote(), headline.subject(), reversePath));
        return onward.records().stream().map(Outgoing::forOutbox).toList();
    }

    private Signature sign(MessageAccepted message, Content content, HeaderSection header, Headline headline) {
        if (message.origin() instanceof Origin.Mx) {
            return new Signature(NOTHING, List.of());
        }
        var domain = signingDomain(message, headline).filter(directory::serves);
        Instant now = clock.instant();
        return switch (content) {
            case Content.Inline(byte[] octets) -> signer.sign(domain, octets, now);
            case Content.Claimed claimed -> {
                try (var body = shelf.body(claimed, header)) {
                    yield signer.sign(domain, header.octets(), body, now);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /// The author's domain, else the reverse-path's.
    private static Optional<String> signingDomain(MessageAccepted message, Headline headline) {
        var author = headline.from().flatMap(from -> from.mailbox());
        return author.or(() ->
                        MailboxAddress.parse(message.envelope().reversePath()).toOptional())
                .flatMap(MailboxAddress::domain)
                .map(domain -> domain.ascii());
    }
}
