package org.posthorn.gateway.trace;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.events.AccountId;
import org.posthorn.events.Event;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.Route;

/// What a person sees of a message in the trace: who sent it sees all of it; a recipient sees what concerns itself, and
/// never whom else the message went to, since that would tell of blind copies.
final class Visible {
    private Visible() {}

    /// Of what a search found, that which still matches once the rest is taken out.
    static List<TraceStore.Found> of(List<TraceStore.Found> found, TraceSearch search, AccountId viewer) {
        return found.stream()
                .flatMap(each -> of(each, viewer).stream())
                .filter(each -> search.matches(each.entry().terms()))
                .toList();
    }

    static Optional<TraceStore.Found> of(TraceStore.Found found, AccountId viewer) {
        if (!found.entry().terms().contains("account:" + viewer)) {
            return Optional.empty();
        }
        var events = found.steps().stream().map(TraceJson::event).toList();
        return Optional.of(events.stream().anyMatch(event -> isSentBy(event, viewer)) ? found : cut(found, viewer));
    }

    private static boolean isSentBy(Event event, AccountId viewer) {
        return switch (event) {
            case MessageAccepted accepted -> accepted.origin().submitter().equals(Optional.of(viewer));
            case MessageJudged judged -> judged.origin().submitter().equals(Optional.of(viewer));
            case MessageRefused refused -> refused.account().equals(Optional.of(viewer));
            default -> false;
        };
    }

    private static TraceStore.Found cut(TraceStore.Found found, AccountId viewer) {
        var accepted = new LinkedHashSet<String>();
        var own = new LinkedHashSet<String>();
        for (var step : found.steps()) {
            if (TraceJson.event(step) instanceof MessageJudged judged) {
                for (var route : own(judged, viewer)) {
                    accepted.add(route.accepted());
                    own.add(route.recipient());
                }
            }
        }
        var steps = found.steps().stream()
                .flatMap(step -> cut(step, viewer, accepted, own).stream())
                .toList();
        return new TraceStore.Found(told(found.entry().id(), steps), steps);
    }

    /// What the steps that are left tell: of what befell the others, and from where the sender wrote, nothing is in it,
    /// neither to be shown nor to be searched.
    private static TraceEntry told(MessageId message, List<TraceStep> steps) {
        return steps.stream()
                .map(step -> TraceEvents.told(message, TraceJson.event(step)))
                .reduce(TraceEntry.found(message, Set.of(), Set.of()), TraceEntry::and);
    }

    private static List<Route> own(MessageJudged judged, AccountId viewer) {
        return judged.routes().stream()
                .filter(route ->
                        route instanceof Route.Local local && local.account().equals(viewer))
                .toList();
    }

    private static Optional<TraceStep> cut(TraceStep step, AccountId viewer, Set<String> accepted, Set<String> own) {
        return switch (TraceJson.event(step)) {
            case MessageAccepted event -> Optional.of(with(step, cut(event, accepted)));
            case MessageJudged event -> Optional.of(with(step, cut(event, viewer)));
            case Outcome outcome ->
                Optional.of(step).filter(_ -> own.contains(outcome.subject().recipient()));
            default -> Optional.empty();
        };
    }

    private static MessageAccepted cut(MessageAccepted event, Set<String> accepted) {
        var envelope = event.envelope();
        return new MessageAccepted(
                event.messageId(),
                event.acceptedAt(),
                plain(event.origin()),
                event.client().filter(_ -> event.origin() instanceof Origin.Mx),
                envelope.to(envelope.recipients().stream()
                        .filter(recipient -> accepted.contains(recipient.address()))
                        .toList()),
                event.size());
    }

    private static MessageJudged cut(MessageJudged event, AccountId viewer) {
        return new MessageJudged(
                event.messageId(),
                event.acceptedAt(),
                event.judgedAt(),
                plain(event.origin()),
                event.reversePath(),
                event.verdict(),
                event.evidence(),
                own(event, viewer),
                event.signedBy(),
                Optional.empty(),
                event.headerMessageId(),
                event.subject(),
                event.headerFrom());
    }

    /// Without the blind recipients, which are for the sender's copy only.
    private static Origin plain(Origin origin) {
        return switch (origin) {
            case Origin.Submission(var account, var sentCopy, var _) ->
                new Origin.Submission(account, sentCopy, List.of());
            case Origin.Web(var account, var sentCopy, var _) -> new Origin.Web(account, sentCopy, List.of());
            case Origin.Mx mx -> mx;
            case Origin.Internal internal -> internal;
        };
    }

    private static TraceStep with(TraceStep step, Event event) {
        return new TraceStep(
                step.message(), step.event(), step.at(), step.kind(), step.recipient(), TraceJson.of(event));
    }
}
