package org.posthorn.mailbox.imap.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.posthorn.mailbox.imap.grammar.Command.Annotation;
import org.posthorn.mailbox.imap.grammar.Command.Depth;

/// Reads GETMETADATA and SETMETADATA (RFC 5464 §5). Names of entries have no case; we read them in lower case.
final class MetadataParser {
    private static final int MOST_ENTRIES = 100;

    private final Tokens tokens;
    private OptionalLong largest = OptionalLong.empty();
    private Depth depth = Depth.ITSELF;

    MetadataParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /// The options come before the mailbox in the grammar and behind it in the examples (RFC 5464 §4.2.1, §5); clients
    /// do either.
    Command get() {
        boolean before = tokens.peek() == '(';
        if (before) {
            options();
            tokens.space();
        }
        var folder = tokens.astring();
        tokens.space();
        if (!before && tokens.peek() == '(' && tokens.peekNext() != '/' && tokens.peekNext() != '"') {
            options();
            tokens.space();
        }
        return new Command.GetMetadata(folder, entries(), largest, depth);
    }

    private void options() {
        tokens.expect('(');
        do {
            var name = tokens.word();
            tokens.space();
            switch (name) {
                case "MAXSIZE" -> largest = OptionalLong.of(tokens.number());
                case "DEPTH" -> depth = depth(tokens.word());
                default -> throw new SyntaxFault("Unknown option of GETMETADATA");
            }
        } while (tokens.takeIf(' '));
        tokens.expect(')');
    }

    private static Depth depth(String word) {
        return switch (word) {
            case "0" -> Depth.ITSELF;
            case "1" -> Depth.CHILDREN;
            case "INFINITY" -> Depth.ALL_BELOW;
            default -> throw new SyntaxFault("The depth is 0, 1 or infinity");
        };
    }

    private List<String> entries() {
        if (!tokens.takeIf('(')) {
            return List.of(entry());
        }
        var entries = new ArrayList<String>();
        do {
            entries.add(entry());
            limit(entries.size());
        } while (tokens.takeIf(' '));
        tokens.expect(')');
        return entries;
    }

    Command set() {
        var folder = tokens.astring();
        tokens.space();
        tokens.expect('(');
        var annotations = new ArrayList<Annotation>();
        do {
            var entry = entry();
            if (entry.equals("/private") || entry.equals("/shared")) {
                throw new SyntaxFault("The name of an entry is not complete");
            }
            tokens.space();
            annotations.add(new Annotation(entry, value()));
            limit(annotations.size());
        } while (tokens.takeIf(' '));
        tokens.expect(')');
        return new Command.SetMetadata(folder, annotations);
    }

    private Optional<byte[]> value() {
        return tokens.takeWord("NIL") ? Optional.empty() : Optional.of(tokens.octets());
    }

    private static void limit(int count) {
        if (count > MOST_ENTRIES) {
            throw new SyntaxFault("Too many entries");
        }
    }

    /// RFC 5464 §3.2.
    private String entry() {
        var entry = tokens.astring().toLowerCase(Locale.ROOT);
        if (!Annotation.isEntry(entry)) {
            throw new SyntaxFault("An entry is /private/... or /shared/..., without * and %");
        }
        return entry;
    }
}
