package org.posthorn.gateway.trace;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.Event;
import org.posthorn.events.Origin;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;

/// Messages with their whole stories, as records for the topics.
public final class TraceStories {
    /// Where the records go.
    public interface Log {
        /// Writes one.
        <E extends Event> void tell(Topic<E> topic, String key, CloudEvent<? extends E> event);
    }

    private final Log log;

    public TraceStories(Log log) {
        this.log = log;
    }

    /// A message of alice (account 1) to bob (account 2) and to a sink that takes it at the second attempt.
    public Story sent(Instant at) {
        var story = new Story(at);
        var origin = new Origin.Web(new AccountId(1), true, List.of());
        var accepted = Story.event(
                "web-gateway", story.accepted(origin, "alice@localhost", "bob@localhost", "zoe@sink.test"), at);
        tell(
                Topics.MAIL_ACCEPTED,
                story,
                new CloudEvent<>(
                        accepted.id(),
                        accepted.source(),
                        at,
                        Optional.empty(),
                        accepted.data(),
                        Optional.of(new Content.Inline(new byte[] {'x'}))));
        tell(
                Topics.MAIL_JUDGED,
                story,
                Story.event(
                        "policy-service",
                        story.judged(
                                origin,
                                "alice@localhost",
                                "Travel plans for " + story.id,
                                Story.local("bob@localhost", 2),
                                Story.remote("zoe@sink.test")),
                        at));
        tell(Topics.DELIVERY_OUTCOME, story, Story.event("mailbox-service", story.filed("bob@localhost", 2), at));
        tell(Topics.DELIVERY_OUTCOME, story, Story.event("delivery-worker", story.deferred("zoe@sink.test"), at));
        tell(Topics.DELIVERY_OUTCOME, story, Story.event("delivery-worker", story.taken("zoe@sink.test"), at));
        return story;
    }

    /// A refusal at RCPT.
    public void refused(Instant at) {
        log.tell(Topics.MAIL_REFUSED, "192.0.2.7", Story.event("smtp-ingress", Story.refused(at), at));
    }

    private <E extends Event> void tell(Topic<E> topic, Story story, CloudEvent<? extends E> event) {
        log.tell(topic, story.id.value(), event);
    }
}
