package org.posthorn.delivery.intake;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.posthorn.delivery.attempt.AttemptOutcome;
import org.posthorn.delivery.attempt.Attempter;
import org.posthorn.delivery.outcome.DeliveryMetrics;
import org.posthorn.delivery.queue.Consignment;
import org.posthorn.delivery.transport.OutgoingContent;
import org.posthorn.delivery.transport.OutgoingMessage;
import org.posthorn.events.Content;
import org.posthorn.events.Recipient;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.tracing.Span;
import org.posthorn.runtime.tracing.Spans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Attempts a consignment, with its content from the record, the row or the claim store.
public final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private final Attempter attempter;
    private final Suppression suppression;
    private final ClaimStore claims;
    private final DeliveryMetrics metrics;
    private final Spans spans;

    public Runner(
            Attempter attempter, Suppression suppression, ClaimStore claims, DeliveryMetrics metrics, Spans spans) {
        this.spans = spans;
        this.attempter = attempter;
        this.suppression = suppression;
        this.claims = claims;
        this.metrics = metrics;
    }

    /// One outcome for each member, in order.
    List<AttemptOutcome> attempt(Consignment consignment) throws InterruptedException {
        var delivery = consignment.delivery();
        var begun = System.nanoTime();
        var outcomes = withoutSuppressed(consignment);
        var took = Duration.ofNanos(System.nanoTime() - begun);
        metrics.attempted(took);
        if (spans.wants(delivery.messageId())) {
            spans.ended(span(delivery, outcomes, took));
        }
        if (LOG.isInfoEnabled()) {
            for (var outcome : outcomes) {
                var facts = outcome.facts();
                LOG.info(
                        "attempt-{} message={} next-hop={} host={} status={} reply={}",
                        word(outcome),
                        delivery.messageId(),
                        delivery.nextHopDomain(),
                        facts.host().orElse("-"),
                        facts.status(),
                        facts.reply());
            }
        }
        return outcomes;
    }

    /// An attempt has no event of its own, and there may be many: its span's id is by chance.
    private static Span span(RemoteDelivery delivery, List<AttemptOutcome> outcomes, Duration took) {
        var end = Instant.now();
        var facts = outcomes.getFirst().facts();
        return new Span(
                delivery.messageId(),
                Span.Step.DELIVER,
                Span.idOf(UUID.randomUUID().toString()),
                end.minus(took),
                end,
                Map.of(
                        "posthorn.outcome",
                        outcomes.stream().map(Runner::word).distinct().collect(Collectors.joining(" ")),
                        "posthorn.next_hop",
                        delivery.nextHopDomain(),
                        "server.address",
                        facts.host().orElse(""),
                        "posthorn.status",
                        facts.status()),
                outcomes.stream().noneMatch(AttemptOutcome.Delivered.class::isInstance));
    }

    /// Suppressed recipients have their outcome already; the rest is tried.
    private List<AttemptOutcome> withoutSuppressed(Consignment consignment) throws InterruptedException {
        var sender = consignment.delivery().envelope().reversePath();
        var wishes = consignment.wishes();
        var refused = wishes.stream()
                .map(recipient -> suppression.of(sender, recipient.address()))
                .toList();
        List<Recipient> open = new ArrayList<>();
        for (var i = 0; i < wishes.size(); i++) {
            if (refused.get(i).isEmpty()) {
                open.add(wishes.get(i));
            }
        }
        Iterator<AttemptOutcome> tried = open.isEmpty()
                ? Collections.emptyIterator()
                : attempt(consignment, open).iterator();
        return refused.stream().map(outcome -> outcome.orElseGet(tried::next)).toList();
    }

    private List<AttemptOutcome> attempt(Consignment consignment, List<Recipient> recipients)
            throws InterruptedException {
        var delivery = consignment.delivery();
        return attempter.attempt(
                delivery.nextHopDomain(),
                consignment.account(),
                new OutgoingMessage(delivery.envelope(), recipients, content(consignment.content())));
    }

    private static String word(AttemptOutcome outcome) {
        return switch (outcome) {
            case AttemptOutcome.Delivered _ -> "delivered";
            case AttemptOutcome.Deferred _ -> "deferred";
            case AttemptOutcome.Bounced _ -> "bounced";
            case AttemptOutcome.InDoubt _ -> "in-doubt";
        };
    }

    private OutgoingContent content(Content content) {
        return switch (content) {
            case Content.Inline(var octets) -> OutgoingContent.of(octets);
            case Content.Claimed claimed -> new FromClaims(claims, claimed);
        };
    }

    private record FromClaims(ClaimStore claims, Content.Claimed claimed) implements OutgoingContent {
        @Override
        public long size() {
            return claimed.size();
        }

        @Override
        public InputStream open() {
            return claims.open(claimed);
        }
    }
}
