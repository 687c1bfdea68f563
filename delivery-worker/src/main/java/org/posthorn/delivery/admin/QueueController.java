package org.posthorn.delivery.admin;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthorn.delivery.admin.QueueViewStore.Filter;
import org.posthorn.delivery.admin.QueueViewStore.Place;
import org.posthorn.delivery.outcome.OutcomePublisher;
import org.posthorn.delivery.queue.RecipientState;
import org.posthorn.events.MessageId;
import org.posthorn.events.Outcome;
import org.posthorn.events.Outcome.Subject;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.QueueApi.Changed;
import org.posthorn.events.api.QueueApi.QueuedRow;
import org.posthorn.events.api.QueueApi.Selection;
import org.posthorn.events.api.QueueApi.Summary;
import org.posthorn.runtime.http.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The queue: list, show, flush, hold, release, delete.
@Controller("/internal/v1/queue")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class QueueController {
    private static final Logger LOG = LoggerFactory.getLogger(QueueController.class);
    private static final int LONGEST_PAGE = 500;

    private final QueueViewStore view;
    private final QueueChangeStore changes;
    private final OutcomePublisher publisher;
    private final InstantSource clock = InstantSource.system();

    QueueController(QueueViewStore view, QueueChangeStore changes, OutcomePublisher publisher) {
        this.view = view;
        this.changes = changes;
        this.publisher = publisher;
    }

    @Get
    Page<QueuedRow> list(
            @QueryValue Optional<String> cursor,
            @QueryValue Optional<Integer> limit,
            @QueryValue Optional<String> domain,
            @QueryValue Optional<String> sender,
            @QueryValue Optional<String> state) {
        return sensible(() -> {
            var most = Math.clamp(limit.orElse(100), 1, LONGEST_PAGE);
            var filter =
                    new Filter(present(domain), present(sender), present(state).map(RecipientState::of));
            var place = present(cursor).map(Place::of).orElse(Place.BEGIN);
            var rows = view.page(filter, place, most + 1);
            var shown = rows.subList(0, Math.min(most, rows.size()));
            return new Page<>(
                    shown.stream().map(QueueViewStore.Placed::row).toList(),
                    rows.size() > most ? Optional.of(shown.getLast().place().cursor()) : Optional.empty());
        });
    }

    @Get("/summary")
    Summary summary() {
        return view.summary();
    }

    @Get("/{messageId}")
    List<QueuedRow> show(@PathVariable String messageId) {
        return sensible(() -> view.ofMessage(MessageId.of(messageId)));
    }

    @Post("/flush")
    Changed flush(@Body Selection selection) {
        return change("flush", selection, () -> changes.flush(selection, clock.instant()));
    }

    @Post("/hold")
    Changed hold(@Body Selection selection) {
        var reason = "Held by " + selection.by();
        return change("hold", selection, () -> {
            var held = changes.hold(selection, reason);
            publisher.publish(held.stream()
                    .map(subject -> new Outcome.Held(subject, clock.instant(), selection.by(), reason))
                    .toList());
            return (long) held.size();
        });
    }

    @Post("/release")
    Changed release(@Body Selection selection) {
        return change("release", selection, () -> changes.release(selection, clock.instant()));
    }

    @Post("/delete")
    Changed delete(@Body Selection selection) {
        return change(
                "delete",
                selection,
                () -> changes.delete(selection, gone -> publisher.publish(discarded(gone, selection))));
    }

    private List<Outcome> discarded(List<Subject> gone, Selection selection) {
        return gone.stream()
                .map(subject -> (Outcome) new Outcome.Discarded(
                        subject, clock.instant(), selection.by(), "Deleted from the queue by " + selection.by()))
                .toList();
    }

    private static Changed change(String what, Selection selection, Supplier<Long> work) {
        if (!selection.all()
                && selection.messages().isEmpty()
                && selection.recipients().isEmpty()
                && selection.domain().isEmpty()
                && selection.sender().isEmpty()
                && selection.state().isEmpty()) {
            throw Refusal.badRequest("Nothing is selected; name messages, a domain, a sender or a state, or say all.");
        }
        var changed = new Changed(sensible(work));
        LOG.info("queue-{} by={} recipients={}", what, selection.by(), changed.recipients());
        return changed;
    }

    private static Optional<String> present(Optional<String> parameter) {
        return parameter.filter(text -> !text.isBlank());
    }

    /// What a user wrote wrongly is his to mend.
    private static <T> T sensible(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
