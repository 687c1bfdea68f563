package org.posthorn.gateway.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.posthorn.events.MessageId;

/// What is looked for. Each thing that was asked narrows it.
///
/// @param all terms that a message must have
/// @param either of each list a message must have one
/// @param since ids from here on
/// @param before ids below this
record TraceSearch(List<String> all, List<List<String>> either, String since, String before) {
    private static final String LAST = "~";
    private static final String STATUS = "[245]\\.[0-9]{1,3}\\.[0-9]{1,3}";

    /// The smallest id of a time.
    static String first(Instant at) {
        return MessageId.next(at).value().substring(0, 10);
    }

    /// Reads the fields of a search form.
    ///
    /// @param field the value of a field: `q`, `id`, `from`, `to`, `subject`, `ip`, `reply`, `had`, `since`,
    /// `until` or `cursor`
    /// @param scope whose mail
    static TraceSearch of(Function<String, Optional<String>> field, Scope scope, Instant now) {
        var named = text(field, "q").flatMap(TracePages::id);
        if (named.isPresent()) {
            var id = named.get().value();
            return new TraceSearch(scope.terms(), List.of(), id, id + LAST);
        }
        var all = new ArrayList<>(scope.terms());
        var either = new ArrayList<List<String>>();
        text(field, "q").ifPresent(anything -> either.addAll(anything(anything)));
        text(field, "id").map(Terms::clean).ifPresent(id -> either.add(List.of("id:" + id, "id:<" + id + ">")));
        text(field, "from").map(Terms::clean).ifPresent(who -> either.add(List.of("from:" + who, "author:" + who)));
        text(field, "to").map(Terms::clean).ifPresent(who -> all.add("to:" + who));
        text(field, "ip").map(Terms::clean).ifPresent(ip -> all.add("ip:" + ip));
        text(field, "had").map(Terms::clean).ifPresent(kind -> all.add("had:" + kind));
        text(field, "subject").ifPresent(words -> Terms.words(words).forEach(word -> all.add("subject:" + word)));
        text(field, "reply").ifPresent(words -> reply(words, all));
        var since = text(field, "since")
                .flatMap(at -> time(at, now))
                .map(TraceSearch::first)
                .orElse("");
        var until = text(field, "until")
                .flatMap(at -> time(at, now))
                .map(TraceSearch::first)
                .orElse(LAST);
        var cursor = text(field, "cursor").orElse(LAST);
        return new TraceSearch(all, either, since, until.compareTo(cursor) < 0 ? until : cursor);
    }

    private static Optional<String> text(Function<String, Optional<String>> field, String name) {
        return field.apply(name).map(String::strip).filter(text -> !text.isEmpty() && text.length() <= 300);
    }

    /// One box for everything: each word may stand in any field, and all of them must stand somewhere.
    private static List<List<String>> anything(String text) {
        return Stream.of(text.split("\\s+"))
                .flatMap(word -> anywhere(Terms.clean(word)))
                .distinct()
                .toList();
    }

    /// What may be a name, an address, a domain, a host, a kind of event, a status code, a Message-ID, or one
    /// or more words (`report.pdf` is two) of a subject or of a reply: each of those words stands there, or it
    /// is as a whole one of the former.
    private static Stream<List<String>> anywhere(String text) {
        var whole = new ArrayList<String>();
        for (var field : List.of("from:", "to:", "author:")) {
            whole.add(field + text);
            whole.add(field + "@" + text);
        }
        for (var field : List.of("host:", "had:", "ip:", "status:", "id:")) {
            whole.add(field + text);
        }
        whole.add("id:<" + text + ">");
        var words = Terms.words(text);
        return (words.isEmpty() ? List.of(text) : words).stream().map(word -> {
            var some = new ArrayList<>(whole);
            some.add("subject:" + word);
            some.add("reply:" + word);
            return some;
        });
    }

    /// Words of a remote reply, or its enhanced status code alone.
    private static void reply(String text, List<String> all) {
        if (text.matches(STATUS)) {
            all.add("status:" + text);
        } else {
            Terms.words(text).forEach(word -> all.add("reply:" + word));
        }
    }

    /// `2026-11-27T09:00`, with or without a zone (UTC then), `2026-11-27`, or a while ago such as `2h` or `3d`.
    static Optional<Instant> time(String text, Instant now) {
        if (text.matches("[0-9]{1,5}[mhd]")) {
            long amount = Long.parseLong(text.substring(0, text.length() - 1));
            return Optional.of(now.minus(
                    switch (text.charAt(text.length() - 1)) {
                        case 'm' -> Duration.ofMinutes(amount);
                        case 'h' -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    }));
        }
        for (var tail : List.of("", "Z", ":00Z", "T00:00:00Z")) {
            try {
                return Optional.of(Instant.parse(text + tail));
            } catch (java.time.format.DateTimeParseException e) {
                // the next shape
            }
        }
        return Optional.empty();
    }

    /// Whether a message with these terms is looked for, whatever its time.
    boolean matches(Set<String> terms) {
        return terms.containsAll(all)
                && either.stream().allMatch(some -> some.stream().anyMatch(terms::contains));
    }
}
