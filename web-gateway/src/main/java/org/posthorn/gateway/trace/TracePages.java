package org.posthorn.gateway.trace;

import io.micronaut.http.HttpParameters;
import io.micronaut.http.HttpRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.TraceApi.Told;
import org.posthorn.events.api.TraceApi.Traced;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.mail.Amount;
import org.posthorn.gateway.mail.Deliveries;
import org.posthorn.gateway.mail.When;
import org.posthorn.gateway.page.OneLine;
import org.posthorn.runtime.http.Refusal;

/// Makes what the trace's pages show, for admins and for the people whose mail it is.
public final class TracePages implements Deliveries {
    private static final int PAGE = 50;
    private static final List<String> FIELDS =
            List.of("q", "from", "to", "subject", "ip", "reply", "had", "since", "until");

    private final TraceStore store;
    private final InstantSource clock;

    public TracePages(TraceStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /// A line of the list.
    ///
    /// @param more how many recipients are not named
    public record Hit(
            String href,
            String when,
            String fullDate,
            String sender,
            String recipient,
            int more,
            String subject,
            TraceState state,
            String client) {
        /// What its link says.
        public String title() {
            return subject.isEmpty() ? state.untitled() : subject;
        }
    }

    /// The list.
    ///
    /// @param base the address of the page
    /// @param asked the fields as they were asked for
    /// @param first whether this is the newest page: the one that changes by itself
    /// @param live the address of this list alone
    public record Hits(
            String base,
            java.util.Map<String, String> asked,
            List<Hit> rows,
            Optional<String> next,
            boolean first,
            String live) {
        public static final List<String> KINDS = List.of(
                "refused",
                "delivered",
                "deferred",
                "bounced",
                "expired",
                "junk",
                "quarantined",
                "discarded",
                "held",
                "in-doubt");

        /// Whether a field beside the first one was asked.
        public boolean narrowed() {
            return asked.keySet().stream().anyMatch(field -> !field.equals("q"));
        }

        /// What was asked in a field.
        public String asked(String field) {
            return asked.getOrDefault(field, "");
        }
    }

    /// One message.
    ///
    /// @param facts names and values
    /// @param live the address of this part alone
    public record Story(
            String id, String title, TraceState state, Timeline timeline, List<List<String>> facts, String live) {}

    Hits list(HttpRequest<?> request, Scope scope) {
        var base = scope.base();
        var parameters = request.getParameters();
        var now = clock.instant();
        var search = TraceSearch.of(parameters::getFirst, scope, now);
        var matching = store.find(search, PAGE + 1);
        var found = scope.visible(matching, search);
        var zone = Preferences.zone(request);
        var rows =
                found.stream().limit(PAGE).map(hit -> hit(hit, base, now, zone)).toList();
        var asked = new java.util.LinkedHashMap<String, String>();
        var query = new StringBuilder();
        for (var field : FIELDS) {
            parameters.getFirst(field).filter(value -> !value.isBlank()).ifPresent(value -> {
                asked.put(field, value);
                query.append(query.isEmpty() ? "?" : "&")
                        .append(field)
                        .append('=')
                        .append(escape(value));
            });
        }
        var next = matching.size() > PAGE
                ? Optional.of(base + query + (query.isEmpty() ? "?" : "&") + "cursor="
                        + matching.get(PAGE - 1).entry().id())
                : Optional.<String>empty();
        boolean first = parameters.getFirst("cursor").isEmpty();
        return new Hits(base, asked, rows, next, first, base + query);
    }

    /// The same for machines.
    List<Traced> traced(HttpParameters parameters) {
        int limit = parameters
                .get("limit", Integer.class)
                .filter(n -> n > 0 && n <= 500)
                .orElse(PAGE);
        var search = TraceSearch.of(parameters::getFirst, Scope.ALL, clock.instant());
        return store.find(search, limit).stream()
                .map(found -> new Traced(
                        found.entry().id(),
                        found.entry().id().time(),
                        found.entry().sender().orElse(""),
                        List.copyOf(found.entry().recipients()),
                        found.entry().subject().orElse(""),
                        TraceState.of(found.steps()).word()))
                .toList();
    }

    /// One message for machines.
    ///
    /// @throws Refusal when there is no such message
    Told told(MessageId id) {
        var found = store.find(id).orElseThrow(() -> unknown(id));
        var lines = Timeline.of(found.steps(), ZoneOffset.UTC).lines();
        var steps = new ArrayList<Told.Step>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            steps.add(new Told.Step(found.steps().get(i).at(), line.by(), line.title(), line.facts()));
        }
        return new Told(
                id,
                found.entry().subject().orElse(""),
                TraceState.of(found.steps()).word(),
                steps);
    }

    private static Refusal unknown(MessageId id) {
        return Refusal.notFound("The trace knows no message " + id + ".");
    }

    /// The id that a search names by itself, when there is one: its page is shown at once.
    static Optional<MessageId> named(HttpRequest<?> request) {
        return request.getParameters().getFirst("q").map(String::strip).flatMap(TracePages::id);
    }

    static Optional<MessageId> id(String text) {
        try {
            return Optional.of(MessageId.of(text.strip().toUpperCase(java.util.Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// @throws Refusal when there is no such message, or it is not the viewer's to see
    Story story(HttpRequest<?> request, MessageId id, Scope scope) {
        var found = store.find(id).flatMap(scope::visible).orElseThrow(() -> unknown(id));
        var entry = found.entry();
        var facts = new ArrayList<List<String>>();
        entry.sender().ifPresent(sender -> facts.add(List.of("Sender", sender.isEmpty() ? "<>" : sender)));
        entry.headerFrom().ifPresent(from -> facts.add(List.of("From", from)));
        if (!entry.recipients().isEmpty()) {
            facts.add(List.of("To", String.join(", ", entry.recipients())));
        }
        entry.headerId().ifPresent(mid -> facts.add(List.of("Message-ID", mid)));
        if (scope.own().isEmpty()) {
            entry.clientIp().ifPresent(ip -> facts.add(List.of("Client", ip)));
        }
        entry.size().ifPresent(size -> facts.add(List.of("Size", Amount.of(size))));
        return new Story(
                id.value(),
                OneLine.of(
                        entry.subject().orElse(""), TraceState.of(found.steps()).untitled()),
                TraceState.of(found.steps()),
                Timeline.of(found.steps(), Preferences.zone(request)),
                facts,
                scope.base() + "/" + id);
    }

    @Override
    public Optional<Delivery> of(AccountId account, String headerId, ZoneId zone) {
        var search = new TraceSearch(List.of("account:" + account, "id:" + Terms.clean(headerId)), List.of(), "", "~");
        return store.find(search, 1).stream()
                .flatMap(found -> Visible.of(found, account).stream())
                .findFirst()
                .map(found -> delivery(found, zone));
    }

    /// What became of a message that an account sent.
    ///
    /// @throws Refusal when there is no such message, or it is not the account's
    Delivery delivery(AccountId account, MessageId id, ZoneId zone) {
        return store.find(id)
                .flatMap(found -> Visible.of(found, account))
                .map(found -> delivery(found, zone))
                .orElseThrow(() -> unknown(id));
    }

    private Delivery delivery(TraceStore.Found found, ZoneId zone) {
        var state = TraceState.of(found.steps());
        var now = clock.instant();
        return new Delivery(
                "/trace/" + found.entry().id(),
                state.word(),
                state.tone(),
                state.open(),
                state.recipients().stream()
                        .map(each -> new Recipient(
                                each.address(), each.word(), each.tone(), when(each, now, zone), each.reply()))
                        .toList());
    }

    private static String when(TraceState.Recipient recipient, java.time.Instant now, ZoneId zone) {
        var at = recipient.at().map(time -> When.full(time, zone)).orElse("");
        return recipient
                .next()
                .map(time -> at + ", next attempt " + When.coming(time, now))
                .orElse(at);
    }

    private static Hit hit(TraceStore.Found found, String base, java.time.Instant now, ZoneId zone) {
        var entry = found.entry();
        var at = entry.id().time();
        var recipients = List.copyOf(entry.recipients());
        return new Hit(
                base + "/" + entry.id(),
                When.brief(at, now, zone),
                When.full(at, zone),
                entry.sender().map(sender -> sender.isEmpty() ? "<>" : sender).orElse("?"),
                recipients.isEmpty() ? "?" : recipients.getFirst(),
                Math.max(0, recipients.size() - 1),
                OneLine.of(entry.subject().orElse(""), ""),
                TraceState.of(found.steps()),
                entry.clientIp().orElse(""));
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
