package org.posthorn.mailbox.imap.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/// A place in a command, and the tokens that may stand there.
final class Tokens {
    private static final long LARGEST_NUMBER = 0xFFFF_FFFFL;
    private static final int MOST_RANGES = 10_000;
    private static final int MOST_FLAGS = 100;
    private static final int LONGEST_TAG = 64;

    private final byte[] text;
    private final RawCommand command;
    private int at;
    private int literal;

    Tokens(RawCommand command) {
        this.command = command;
        this.text = command.text();
    }

    boolean atEnd() {
        return at == text.length;
    }

    /// The next octet, or -1 at the end.
    int peek() {
        return at < text.length ? text[at] & 0xFF : -1;
    }

    /// The octet behind the next one, or -1.
    int peekNext() {
        return at + 1 < text.length ? text[at + 1] & 0xFF : -1;
    }

    boolean takeIf(char wanted) {
        if (peek() == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /// Goes one octet back.
    void back() {
        at--;
    }

    void expect(char wanted) {
        if (!takeIf(wanted)) {
            throw wanted == ' ' ? expected("a space") : new SyntaxFault("Expected '" + wanted + "'");
        }
    }

    /// What a command is refused with where something else stands, or nothing.
    SyntaxFault expected(String what) {
        return new SyntaxFault(
                atEnd() ? "An argument is missing" : peek() == ' ' ? "A space too many" : "Expected " + what);
    }

    /// The space behind a word that arguments follow.
    ///
    /// @param word      as it is called in a sentence
    /// @param otherwise what is wrong when nothing follows
    void spaceBehind(String word, String otherwise) {
        if (atEnd()) {
            throw new SyntaxFault(otherwise);
        }
        if (!takeIf(' ')) {
            throw new SyntaxFault("Expected a space behind " + word);
        }
    }

    void space() {
        expect(' ');
    }

    void end() {
        // Some clients leave a space behind the last argument.
        while (peek() == ' ') {
            at++;
        }
        if (!atEnd()) {
            throw new SyntaxFault("Too many arguments");
        }
    }

    /// The word that follows, when it is this one; letters in either case.
    boolean takeWord(String word) {
        int end = at + word.length();
        if (end > text.length) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (Character.toUpperCase((char) (text[at + i] & 0xFF)) != word.charAt(i)) {
                return false;
            }
        }
        at = end;
        return true;
    }

    String tag() {
        int start = at;
        skip(c -> (isAtomOctet(c) && c != '+') || c == ']');
        if (at == start) {
            throw new SyntaxFault("A command begins with a tag, such as a1");
        }
        if (at - start > LONGEST_TAG) {
            throw new SyntaxFault("A tag has at most " + LONGEST_TAG + " characters");
        }
        return since(start);
    }

    String atom() {
        return run(Tokens::isAtomOctet, "an atom");
    }

    /// The name of a command, in upper case.
    ///
    /// @param before what it stands behind, as it is called in a sentence
    String name(String before) {
        if (atEnd()) {
            throw new SyntaxFault("A command follows " + before);
        }
        return run(Tokens::isAtomOctet, "the name of a command").toUpperCase(Locale.ROOT);
    }

    /// An atom in upper case.
    String word() {
        return atom().toUpperCase(Locale.ROOT);
    }

    /// A flag: an atom that may begin with a backslash.
    String flag() {
        return takeIf('\\') ? "\\" + atom() : atom();
    }

    /// Flags in parentheses, or none.
    List<String> flagList() {
        expect('(');
        if (takeIf(')')) {
            return List.of();
        }
        var flags = flags();
        expect(')');
        return flags;
    }

    List<String> flags() {
        var flags = new ArrayList<String>();
        do {
            flags.add(flag());
            if (flags.size() > MOST_FLAGS) {
                throw new SyntaxFault("Too many flags");
            }
        } while (takeIf(' '));
        return flags;
    }

    String listMailbox() {
        int c = peek();
        return c == '"' || c == '{'
                ? string()
                : run(o -> isAtomOctet(o) || o == '%' || o == '*' || o == ']', "a pattern");
    }

    String astring() {
        int c = peek();
        return c == '"' || c == '{' || c == '~' ? string() : run(o -> isAtomOctet(o) || o == ']', "a string");
    }

    String string() {
        return switch (peek()) {
            case '"' -> quoted();
            case '{', '~' -> text(literal());
            default -> throw expected("a string");
        };
    }

    /// A string as octets, which need not be text in a literal.
    byte[] octets() {
        return beforeLiteral() ? literal() : string().getBytes(StandardCharsets.UTF_8);
    }

    private String quoted() {
        at++;
        var octets = new byte[text.length - at];
        int length = 0;
        while (at < text.length) {
            byte c = text[at++];
            if (c == '"') {
                return new String(octets, 0, length, StandardCharsets.UTF_8);
            }
            if (c == '\\') {
                if (peek() != '"' && peek() != '\\') {
                    throw new SyntaxFault("Unknown escape in a quoted string");
                }
                c = text[at++];
            } else if (c == '\r' || c == '\n') {
                break;
            }
            octets[length++] = c;
        }
        throw new SyntaxFault("A quoted string does not end");
    }

    /// Whether a literal comes next.
    boolean beforeLiteral() {
        return peek() == '{' || peek() == '~';
    }

    private static String text(byte[] octets) {
        if (hasNul(octets)) {
            throw new SyntaxFault("NUL is not allowed");
        }
        return new String(octets, StandardCharsets.UTF_8);
    }

    private static boolean hasNul(byte[] octets) {
        for (byte octet : octets) {
            if (octet == 0) {
                return true;
            }
        }
        return false;
    }

    /// Only a literal8 may have NUL in it (RFC 9051 §4.3.1).
    byte[] literal() {
        boolean binary = takeIf('~');
        expect('{');
        number();
        takeIf('+');
        expect('}');
        if (!takeIf('\r') || !takeIf('\n')) {
            throw new SyntaxFault("The octets of a literal follow in the next line");
        }
        if (literal == command.literals().size()) {
            throw new SyntaxFault("A literal is missing");
        }
        var octets = command.literals().get(literal++);
        if (!binary && hasNul(octets)) {
            throw new SyntaxFault("What has NUL in it is sent as a literal8, ~{n}");
        }
        return octets;
    }

    long number() {
        long number = number64();
        if (number > LARGEST_NUMBER) {
            throw new SyntaxFault("A number is too large");
        }
        return number;
    }

    /// RFC 9051 §9 `number64`: 63 bits.
    long number64() {
        int start = at;
        long number = 0;
        while (peek() >= '0' && peek() <= '9') {
            if (number > (Long.MAX_VALUE - 9) / 10) {
                throw new SyntaxFault("A number is too large");
            }
            number = number * 10 + (text[at++] - '0');
        }
        if (at == start) {
            throw expected("a number");
        }
        return number;
    }

    SequenceSet sequenceSet() {
        if (takeIf('$')) {
            return SequenceSet.SAVED;
        }
        var bounds = new long[8];
        int used = 0;
        do {
            if (used >= 2 * MOST_RANGES) {
                throw new SyntaxFault("Too many ranges");
            }
            if (used == bounds.length) {
                bounds = Arrays.copyOf(bounds, used * 2);
            }
            long first = sequenceNumber();
            bounds[used++] = first;
            bounds[used++] = takeIf(':') ? sequenceNumber() : first;
        } while (takeIf(','));
        return new SequenceSet(Arrays.copyOf(bounds, used), false);
    }

    /// RFC 9394 §3.1: both ends counted from the front, or both from the back.
    PartialRange partialRange() {
        boolean backward = takeIf('-');
        long first = counted();
        expect(':');
        if (takeIf('-') != backward) {
            throw new SyntaxFault("Both ends are counted from the same side");
        }
        long last = counted();
        return backward ? new PartialRange(-first, -last) : new PartialRange(first, last);
    }

    private long counted() {
        long number = number();
        if (number == 0) {
            throw new SyntaxFault("Messages are counted from 1");
        }
        return number;
    }

    /// A number from 1, or [SequenceSet#STAR].
    long sequenceNumber() {
        if (takeIf('*')) {
            return SequenceSet.STAR;
        }
        return counted();
    }

    private String run(IntPredicate allowed, String what) {
        int start = at;
        skip(allowed);
        if (at == start) {
            throw expected(what);
        }
        return since(start);
    }

    private void skip(IntPredicate allowed) {
        while (at < text.length && allowed.test(text[at] & 0xFF)) {
            at++;
        }
    }

    private String since(int start) {
        return new String(text, start, at - start, StandardCharsets.UTF_8);
    }

    /// `ATOM-CHAR`; octets above 127 too, since clients write UTF-8 names without quotes.
    private static boolean isAtomOctet(int c) {
        return switch (c) {
            case '(', ')', '{', ' ', '%', '*', '"', '\\', ']', 0x7F -> false;
            default -> c > 0x20;
        };
    }
}
