package org.posthorn.delivery.admin;

import io.micronaut.http.HttpRequest;
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
import org.posthorn.delivery.queue.RecipientState;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.QueueApi.Changed;
import org.posthorn.events.api.QueueApi.Group;
import org.posthorn.events.api.QueueApi.Job;
import org.posthorn.events.api.QueueApi.NewJob;
import org.posthorn.events.api.QueueApi.QueuedRow;
import org.posthorn.events.api.QueueApi.Selection;
import org.posthorn.events.api.QueueApi.Summary;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.http.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The queue: list, show, count, flush, hold, release, requeue, delete.
@Controller("/internal/v1/queue")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class QueueController {
    private static final Logger LOG = LoggerFactory.getLogger(QueueController.class);
    private static final int LONGEST_PAGE = 500;

    private final QueueViewStore view;
    private final QueueChanges changes;
    private final QueueJobStore jobs;
    private final InstantSource clock = InstantSource.system();

    QueueController(QueueViewStore view, QueueChanges changes, QueueJobStore jobs) {
        this.view = view;
        this.changes = changes;
        this.jobs = jobs;
    }

    @Get
    Page<QueuedRow> list(
            @QueryValue Optional<String> cursor, @QueryValue Optional<Integer> limit, HttpRequest<?> request) {
        return sensible(() -> {
            var wanted = request.getParameters();
            var most = Math.clamp(limit.orElse(100), 1, LONGEST_PAGE);
            var filter = new Filter(
                    present(wanted.getFirst("domain")),
                    present(wanted.getFirst("sender")),
                    present(wanted.getFirst("site")),
                    present(wanted.getFirst("state")).map(RecipientState::of));
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

    @Get("/groups")
    List<Group> groups(@QueryValue String by) {
        return sensible(() -> view.groups(by, clock.instant()));
    }

    @Post("/count")
    Changed count(@Body Selection selection) {
        selective(selection);
        return new Changed(sensible(() -> changes.count(selection)));
    }

    @Post("/{action}")
    Changed change(@PathVariable String action, @Body Selection selection) {
        selective(selection);
        return sensible(() -> {
            var wanted = QueueAction.of(action);
            var changed = new Changed(changes.carryOut(wanted, selection, _ -> {}));
            LOG.info("queue-{} by={} recipients={}", action, selection.by(), changed.recipients());
            return changed;
        });
    }

    @Post("/jobs")
    Job begin(@Body NewJob wanted) {
        var selection = wanted.selection();
        selective(selection);
        return sensible(() -> {
            var action = QueueAction.of(wanted.action());
            var expected = changes.count(selection);
            var id = jobs.begin(action.word(), wanted.words(), selection.by(), expected, clock.instant());
            Thread.ofVirtual().name("queue-job-" + id).start(() -> work(id, action, selection));
            return job(id);
        });
    }

    @Get("/jobs/{id}")
    Job job(@PathVariable long id) {
        return jobs.find(id).orElseThrow(() -> Refusal.notFound("There is no such job."));
    }

    private void work(long id, QueueAction action, Selection selection) {
        try {
            var changed = changes.carryOut(action, selection, done -> jobs.progress(id, done));
            jobs.finish(id, Optional.empty(), clock.instant());
            LOG.info("queue-{} by={} recipients={}", action.word(), selection.by(), changed);
        } catch (EnvironmentFailure e) {
            LOG.warn("queue-job-stopped id={} reason={}", id, e.getMessage());
            jobs.finish(id, Optional.of(String.valueOf(e.getMessage())), clock.instant());
        } catch (RuntimeException e) {
            LOG.error("queue-job-failed id={}", id, e);
            jobs.finish(id, Optional.of("an error of ours; the log has it"), clock.instant());
        }
    }

    private static void selective(Selection selection) {
        if (!selection.all()
                && selection.messages().isEmpty()
                && selection.recipients().isEmpty()
                && selection.domain().isEmpty()
                && selection.sender().isEmpty()
                && selection.site().isEmpty()
                && selection.state().isEmpty()) {
            throw Refusal.badRequest(
                    "Nothing is selected; name messages, a domain, a sender, a site or a state, or say all.");
        }
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
