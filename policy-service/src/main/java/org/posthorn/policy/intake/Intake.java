package org.posthorn.policy.intake;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.Topics;
import org.posthorn.mailauth.evidence.EvidenceGatherer;
import org.posthorn.policy.credit.Charges;
import org.posthorn.policy.evidence.ClientFacts;
import org.posthorn.policy.evidence.Examination;
import org.posthorn.policy.evidence.Pace;
import org.posthorn.policy.extension.Extensions;
import org.posthorn.policy.forwarding.Forwarding;
import org.posthorn.policy.judgement.Judge;
import org.posthorn.policy.quarantine.AllowedSenders;
import org.posthorn.policy.quarantine.Onwards;
import org.posthorn.policy.quarantine.Quarantine;
import org.posthorn.policy.route.Router;
import org.posthorn.policy.scan.Scanning;
import org.posthorn.policy.signing.OutboundSigner;
import org.posthorn.policy.view.DirectoryView;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TransactionLoop;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.scan.Scanners;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.tracing.Spans;

/// The consumers of `mail.accepted` and `mail.waiting`: what follows from their records is written with
/// the position in one transaction. What waits has a loop of its own, so that a silent DNS delays nobody
/// else's mail.
public final class Intake implements Running {
    /// The consumer group of both loops.
    public static final String GROUP = "policy-service";

    private final TransactionLoop<MessageAccepted> loop;
    private final TransactionLoop<MessageAccepted> waiting;

    private final Onwards released;

    private Intake(TransactionLoop<MessageAccepted> loop, TransactionLoop<MessageAccepted> waiting, Onwards released) {
        this.loop = loop;
        this.waiting = waiting;
        this.released = released;
    }

    /// What follows from the release of a held message.
    public Onwards released() {
        return released;
    }

    /// Where messages and their octets come from and go to.
    ///
    /// @param inlineLimit octets of one message in all records that follow from it
    /// @param spans learns how long judging took
    public record Stores(
            KafkaConnection connection, Publisher publisher, ClaimStore claims, long inlineLimit, Spans spans) {}

    /// What decides.
    public record Decisions(
            DirectoryView directory,
            Router router,
            Judge judge,
            Charges charges,
            Quarantine quarantine,
            AllowedSenders allowed,
            OutboundSigner signer,
            Forwarding forwarding) {}

    /// What is known about senders, and how long that may take.
    ///
    /// @param extensions what others add to judging
    public record Evidence(
            Extensions extensions,
            Scanners scanners,
            EvidenceGatherer gatherer,
            ClientFacts clients,
            Duration deadline,
            Duration longestWait) {}

    /// @param instance names this member's transactions
    /// @param batch messages of one transaction, at most
    /// @param hostname who reports failures
    public record Options(String instance, int batch, String hostname) {}

    /// An intake that is not started yet.
    public static Intake of(Stores stores, Decisions decisions, Evidence evidence, Options options, Metrics metrics) {
        var clock = InstantSource.system();
        var acceptance = new Acceptance(stores.publisher(), stores.claims(), "policy-service", stores.inlineLimit())
                .tracedBy(stores.spans());
        var shelf = new ContentShelf(stores.claims(), stores.inlineLimit());
        var bounces = new Bounces(acceptance, shelf, options.hostname());
        var figures = new Figures(metrics, stores.spans());
        BiFunction<Pace, Scanning, AcceptedWork> work = (pace, scanning) -> new AcceptedWork(
                new AcceptedWork.Parts(
                        decisions.directory(),
                        decisions.router(),
                        new Examination(evidence.gatherer(), evidence.clients(), pace),
                        scanning,
                        new ExtensionStep(evidence.extensions(), stores.claims()),
                        decisions.judge(),
                        decisions.charges(),
                        decisions.quarantine(),
                        decisions.allowed(),
                        decisions.signer(),
                        decisions.forwarding(),
                        new FiledHeader(options.hostname(), evidence.scanners().areThere()),
                        shelf,
                        bounces,
                        figures),
                clock);
        var first = work.apply(Pace.first(clock, evidence.deadline()), Scanning.first(evidence.scanners(), clock));
        return new Intake(
                new TransactionLoop<>(
                        stores.connection(),
                        Topics.MAIL_ACCEPTED,
                        new TransactionLoop.Options(GROUP, options.instance(), options.batch()),
                        first),
                new TransactionLoop<>(
                        stores.connection(),
                        Topics.MAIL_WAITING,
                        new TransactionLoop.Options(GROUP, options.instance(), options.batch()),
                        work.apply(
                                Pace.second(clock, evidence.longestWait()),
                                Scanning.second(evidence.scanners(), clock))),
                first::released);
    }

    /// Judges nothing while this names a reason; shows how it goes.
    public Intake attended(Supplier<Optional<String>> obstacle, Metrics metrics) {
        loop.pauseWhile(obstacle);
        loop.measure(metrics);
        waiting.pauseWhile(obstacle);
        waiting.measure(metrics);
        return this;
    }

    /// How judging goes.
    public Condition condition() {
        return loop.state().condition();
    }

    /// How judging of what waits goes.
    public Condition waitingCondition() {
        return waiting.state().condition();
    }

    @Override
    public void start() {
        loop.start();
        waiting.start();
    }

    @Override
    public void drain() {
        loop.drain();
        waiting.drain();
    }

    @Override
    public void close() {
        loop.close();
        waiting.close();
    }
}
