package org.posthorn.mailbox.imap.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.mailbox.imap.grammar.FetchItem.Attribute;
import org.posthorn.mailbox.imap.grammar.FetchItem.Partial;

/// Reads the items of a FETCH.
final class FetchParser {
    private static final int MOST_ITEMS = 100;
    private static final int MOST_FIELDS = 500;
    private static final int LONGEST_PART = 1_000;
    private static final List<FetchItem> FAST = List.of(Attribute.FLAGS, Attribute.INTERNALDATE, Attribute.RFC822_SIZE);

    private final Tokens tokens;
    private final List<FetchItem> items = new ArrayList<>();

    FetchParser(Tokens tokens) {
        this.tokens = tokens;
    }

    List<FetchItem> read() {
        if (!tokens.takeIf('(')) {
            readMacroOrItem();
            return items;
        }
        do {
            readItem(name());
            if (items.size() > MOST_ITEMS) {
                throw new SyntaxFault("Too many items");
            }
        } while (tokens.takeIf(' '));
        tokens.expect(')');
        return items;
    }

    private void readMacroOrItem() {
        var name = name();
        switch (name) {
            case "FAST" -> items.addAll(FAST);
            case "ALL" -> {
                items.addAll(FAST);
                items.add(Attribute.ENVELOPE);
            }
            case "FULL" -> {
                items.addAll(FAST);
                items.add(Attribute.ENVELOPE);
                items.add(Attribute.BODY);
            }
            default -> readItem(name);
        }
    }

    /// An item's name up to a bracket.
    private String name() {
        var name = new StringBuilder();
        while (Character.isLetterOrDigit(tokens.peek()) || tokens.peek() == '.') {
            name.append((char) tokens.peek());
            tokens.takeIf((char) tokens.peek());
        }
        return name.toString().toUpperCase(Locale.ROOT);
    }

    private void readItem(String name) {
        switch (name) {
            case "FLAGS",
                    "UID",
                    "INTERNALDATE",
                    "ENVELOPE",
                    "BODYSTRUCTURE",
                    "MODSEQ",
                    "EMAILID",
                    "THREADID",
                    "SAVEDATE" -> items.add(Attribute.valueOf(name));
            case "RFC822.SIZE" -> items.add(Attribute.RFC822_SIZE);
            case "PREVIEW" -> {
                if (tokens.takeWord(" (LAZY)")) {
                    // what is precomputed is there at once
                }
                items.add(Attribute.PREVIEW);
            }
            case "RFC822" -> items.add(octets("RFC822", Section.EVERYTHING, false));
            case "RFC822.HEADER" -> items.add(octets("RFC822.HEADER", Section.HEADER, true));
            case "RFC822.TEXT" -> items.add(octets("RFC822.TEXT", Section.TEXT, false));
            case "BODY" -> items.add(tokens.peek() == '[' ? section(false) : Attribute.BODY);
            case "BODY.PEEK" -> items.add(section(true));
            case "BINARY" -> items.add(binary(false));
            case "BINARY.PEEK" -> items.add(binary(true));
            case "BINARY.SIZE" -> items.add(new FetchItem.BinarySize(binaryPart()));
            default -> throw new SyntaxFault("Unknown item in FETCH");
        }
    }

    private static FetchItem octets(String label, Section section, boolean peek) {
        return new FetchItem.Octets(label, section, Optional.empty(), peek);
    }

    private FetchItem binary(boolean peek) {
        var part = binaryPart();
        return new FetchItem.Binary(part, partial(), peek);
    }

    private String binaryPart() {
        tokens.expect('[');
        var part = part();
        tokens.expect(']');
        return part;
    }

    private FetchItem section(boolean peek) {
        tokens.expect('[');
        var part = part();
        var text = text(part);
        List<String> fields = List.of();
        if (text == Section.Text.HEADER_FIELDS || text == Section.Text.HEADER_FIELDS_NOT) {
            tokens.space();
            fields = fields();
        }
        tokens.expect(']');
        var section = new Section(part, text, fields);
        return new FetchItem.Octets(label(section), section, partial(), peek);
    }

    private static String label(Section section) {
        var label = new StringBuilder("BODY[").append(section.part());
        if (!section.text().word().isEmpty()) {
            label.append(section.part().isEmpty() ? "" : ".")
                    .append(section.text().word());
        }
        if (!section.fields().isEmpty()) {
            label.append(" (");
            for (int i = 0; i < section.fields().size(); i++) {
                label.append(i > 0 ? " " : "")
                        .append(quotedWhenNeeded(section.fields().get(i)));
            }
            label.append(')');
        }
        return label.append(']').toString();
    }

    private static String quotedWhenNeeded(String field) {
        boolean plain = !field.isEmpty() && field.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-');
        return plain ? field : '"' + field + '"';
    }

    /// Numbers with dots between; a dot before a word is taken too.
    private String part() {
        var part = new StringBuilder();
        while (Character.isDigit(tokens.peek())) {
            long number = tokens.number();
            if (number == 0 || part.length() > LONGEST_PART) {
                throw new SyntaxFault("Malformed part number");
            }
            part.append(part.isEmpty() ? "" : ".").append(number);
            if (!tokens.takeIf('.')) {
                return part.toString();
            }
        }
        if (!part.isEmpty() && tokens.peek() == ']') {
            throw new SyntaxFault("Malformed part number");
        }
        return part.toString();
    }

    private Section.Text text(String part) {
        if (tokens.peek() == ']') {
            return Section.Text.WHOLE;
        }
        if (tokens.takeWord("HEADER.FIELDS.NOT")) {
            return Section.Text.HEADER_FIELDS_NOT;
        }
        if (tokens.takeWord("HEADER.FIELDS")) {
            return Section.Text.HEADER_FIELDS;
        }
        if (tokens.takeWord("HEADER")) {
            return Section.Text.HEADER;
        }
        if (tokens.takeWord("TEXT")) {
            return Section.Text.TEXT;
        }
        if (!part.isEmpty() && tokens.takeWord("MIME")) {
            return Section.Text.MIME;
        }
        throw new SyntaxFault("Unknown section");
    }

    private List<String> fields() {
        tokens.expect('(');
        var fields = new ArrayList<String>();
        do {
            var field = tokens.astring();
            boolean clean = field.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '\\' && c != ':');
            if (!clean || field.isEmpty() || fields.size() == MOST_FIELDS) {
                throw new SyntaxFault("Malformed list of header fields");
            }
            fields.add(field);
        } while (tokens.takeIf(' '));
        tokens.expect(')');
        return fields;
    }

    private Optional<Partial> partial() {
        if (!tokens.takeIf('<')) {
            return Optional.empty();
        }
        long offset = tokens.number64();
        tokens.expect('.');
        long length = tokens.number64();
        if (length == 0) {
            throw new SyntaxFault("A part of the octets has at least one octet");
        }
        tokens.expect('>');
        return Optional.of(new Partial(offset, length));
    }
}
