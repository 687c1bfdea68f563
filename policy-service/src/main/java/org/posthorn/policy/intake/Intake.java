package org.posthorn.policy.intake;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.Topics;
import org.posthorn.policy.credit.Charges;
import org.posthorn.policy.judgement.Judge;
import org.posthorn.policy.route.Router;
import org.posthorn.policy.signing.OutboundSigner;
import org.posthorn.policy.view.DirectoryView;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TransactionLoop;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.service.Running;

/// The consumer of `mail.accepted`: what follows from its records is written with the position in one transaction.
public final class Intake implements Running {
    /// The consumer group.
    public static final String GROUP = "policy-service";

    private final TransactionLoop<MessageAccepted> loop;

    private Intake(TransactionLoop<MessageAccepted> loop) {
        this.loop = loop;
    }

    /// Where messages and their octets go.
    ///
    /// @param inlineLimit octets of one message in all records that follow from it
    public record Stores(Publisher publisher, ClaimStore claims, long inlineLimit) {}

    /// What decides.
    public record Decisions(DirectoryView directory, Router router, Charges charges, OutboundSigner signer) {}

    /// @param instance names this member's transactions
    /// @param batch messages of one transaction, at most
    /// @param hostname who reports failures
    public record Options(String instance, int batch, String hostname) {}

    /// An intake that is not started yet.
    public static Intake of(
            KafkaConnection connection, Stores stores, Decisions decisions, Options options, Metrics metrics) {
        var clock = InstantSource.system();
        var acceptance = new Acceptance(stores.publisher(), stores.claims(), "policy-service", stores.inlineLimit());
        var shelf = new ContentShelf(stores.claims(), stores.inlineLimit());
        var work = new AcceptedWork(
                new AcceptedWork.Parts(
                        decisions.directory(),
                        decisions.router(),
                        new Judge(),
                        decisions.charges(),
                        decisions.signer(),
                        shelf,
                        new Bounces(acceptance, shelf, options.hostname()),
                        new Figures(metrics)),
                clock);
        return new Intake(new TransactionLoop<>(
                connection,
                Topics.MAIL_ACCEPTED,
                new TransactionLoop.Options(GROUP, options.instance(), options.batch()),
                work));
    }

    /// Judges nothing while this names a reason; shows how it goes.
    public Intake attended(Supplier<Optional<String>> obstacle, Metrics metrics) {
        loop.pauseWhile(obstacle);
        loop.measure(metrics);
        return this;
    }

    /// How judging goes.
    public Condition condition() {
        return loop.state().condition();
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public void drain() {
        loop.drain();
    }

    @Override
    public void close() {
        loop.close();
    }
}
