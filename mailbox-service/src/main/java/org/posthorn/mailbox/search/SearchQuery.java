package org.posthorn.mailbox.search;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.posthorn.mail.Parsed;

/// What people type into a search field: words, and operators such as `from:bob has:attachment before:2026-01-31`. A
/// minus sign before a term turns it round; double quotes hold words together. Pure.
public record SearchQuery(List<Term> terms) {
    private static final int LONGEST = 500;
    private static final int MOST_TERMS = 20;

    /// One condition.
    ///
    /// @param not whether it must not hold
    public record Term(Condition condition, boolean not) {}

    /// What a message must have.
    public sealed interface Condition {
        record Words(Set<Zone> zones, String text) implements Condition {}

        record HasAttachment() implements Condition {}

        record Before(Instant time) implements Condition {}

        record Since(Instant time) implements Condition {}

        /// @param folder a name, or a special use
        record In(String folder) implements Condition {}

        record Is(State state) implements Condition {}
    }

    /// What `is:` asks for.
    public enum State {
        READ,
        UNREAD,
        STARRED,
        ANSWERED
    }

    public static Parsed<SearchQuery> parse(String text) {
        if (text.length() > LONGEST) {
            return Parsed.malformed("A search has at most " + LONGEST + " characters");
        }
        var terms = new ArrayList<Term>();
        for (var piece : pieces(text)) {
            boolean not = piece.length() > 1 && piece.startsWith("-");
            switch (condition(not ? piece.substring(1) : piece)) {
                case Parsed.Ok<Condition>(var condition) -> terms.add(new Term(condition, not));
                case Parsed.Malformed<Condition>(var reason) -> {
                    return Parsed.malformed(reason);
                }
            }
        }
        if (terms.isEmpty() || terms.size() > MOST_TERMS) {
            return Parsed.malformed("A search has 1 to " + MOST_TERMS + " terms");
        }
        return Parsed.ok(new SearchQuery(List.copyOf(terms)));
    }

    /// Cuts at white space outside of quotes.
    private static List<String> pieces(String text) {
        var pieces = new ArrayList<String>();
        var piece = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (Character.isWhitespace(c) && !quoted) {
                add(pieces, piece);
            } else {
                piece.append(c);
            }
        }
        add(pieces, piece);
        return pieces;
    }

    private static void add(List<String> pieces, StringBuilder piece) {
        if (!piece.toString().isBlank()) {
            pieces.add(piece.toString().strip());
        }
        piece.setLength(0);
    }

    private static Parsed<Condition> condition(String piece) {
        int colon = piece.indexOf(':');
        var value = piece.substring(colon + 1).strip();
        if (colon < 0 || value.isEmpty()) {
            return words(Zone.ALL, piece);
        }
        return switch (piece.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "from" -> words(Set.of(Zone.FROM), value);
            case "to" -> words(Set.of(Zone.TO, Zone.CC, Zone.BCC), value);
            case "cc" -> words(Set.of(Zone.CC), value);
            case "subject" -> words(Set.of(Zone.SUBJECT), value);
            case "has" ->
                value.equalsIgnoreCase("attachment")
                        ? Parsed.ok(new Condition.HasAttachment())
                        : Parsed.malformed("has: knows attachment, not \"" + value + "\"");
            case "before" -> day(value, false);
            case "after", "since" -> day(value, true);
            case "in" -> Parsed.ok(new Condition.In(value));
            case "is" -> state(value);
            // a colon within a word, such as a time or an address of the web
            default -> words(Zone.ALL, piece);
        };
    }

    private static Parsed<Condition> words(Set<Zone> zones, String text) {
        return Parsed.ok(new Condition.Words(zones, text));
    }

    private static Parsed<Condition> day(String text, boolean since) {
        try {
            var start = LocalDate.parse(text.replace('/', '-'))
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            return Parsed.ok(since ? new Condition.Since(start) : new Condition.Before(start));
        } catch (DateTimeException e) {
            return Parsed.malformed("\"" + text + "\" is no day; write 2026-01-31");
        }
    }

    private static Parsed<Condition> state(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "read" -> Parsed.ok(new Condition.Is(State.READ));
            case "unread", "new" -> Parsed.ok(new Condition.Is(State.UNREAD));
            case "starred", "flagged" -> Parsed.ok(new Condition.Is(State.STARRED));
            case "answered" -> Parsed.ok(new Condition.Is(State.ANSWERED));
            default -> Parsed.malformed("is: knows read, unread, starred and answered, not \"" + text + "\"");
        };
    }
}
