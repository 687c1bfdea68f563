package org.posthorn.mail.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads address fields (RFC 5322 §3.4), with the obsolete syntax of §4.4 and the errors of the world: missing brackets
/// and
/// quotes, bare names, dots and `@` in display names, comments as names.
public final class AddressList {
    private static final int MAX_ADDRESSES = 10_000;

    private final String text;
    private int position;
    private final List<HeaderAddress> addresses = new ArrayList<>();

    private AddressList(String text) {
        this.text = text;
    }

    /// Every entry of an unfolded value, in order. It never fails; what makes no sense is left out.
    public static List<HeaderAddress> parse(String value) {
        var list = new AddressList(value);
        while (list.position < value.length() && list.addresses.size() < MAX_ADDRESSES) {
            list.entry();
        }
        return List.copyOf(list.addresses);
    }

    /// Every mailbox of an unfolded value, those of groups included.
    public static List<HeaderAddress.Mailbox> mailboxes(String value) {
        return parse(value).stream()
                .flatMap(address -> switch (address) {
                    case HeaderAddress.Mailbox mailbox -> Stream.of(mailbox);
                    case HeaderAddress.Group group -> group.members().stream();
                })
                .toList();
    }

    /// Reads up to the comma, semicolon or colon that ends an entry.
    private void entry() {
        var words = new Words();
        while (position < text.length()) {
            char c = text.charAt(position);
            switch (c) {
                case ',', ';' -> {
                    position++;
                    words.mailbox().ifPresent(addresses::add);
                    return;
                }
                case ':' -> {
                    position++;
                    if (words.angle.isEmpty()) {
                        group(words.phrase());
                        return;
                    }
                }
                default -> word(words, c);
            }
        }
        words.mailbox().ifPresent(addresses::add);
    }

    private void group(String name) {
        int from = addresses.size();
        while (position < text.length()) {
            int end = position;
            boolean closes = endOfMember();
            var member = text.substring(end, position);
            if (!member.isBlank()) {
                addresses.addAll(parse(member));
            }
            position = Math.min(position + 1, text.length());
            if (closes) {
                break;
            }
        }
        var tail = addresses.subList(from, addresses.size());
        var members = tail.stream()
                .filter(HeaderAddress.Mailbox.class::isInstance)
                .map(HeaderAddress.Mailbox.class::cast)
                .toList();
        tail.clear();
        addresses.add(new HeaderAddress.Group(name, members));
    }

    /// Moves to the comma or semicolon that ends a group's member.
    ///
    /// @return whether the group ends there
    private boolean endOfMember() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == ',' || c == ';') {
                return c == ';';
            }
            word(new Words(), c);
        }
        return true;
    }

    private void word(Words words, char c) {
        switch (c) {
            case '"' -> words.add(quoted(), true);
            case '(' -> words.comment = comment();
            case '<' -> words.angle = Optional.of(angle());
            case ' ', '\t', '\r', '\n' -> {
                position++;
                words.space = true;
            }
            default -> words.add(atom(), false);
        }
    }

    private String atom() {
        int from = position++;
        boolean literal = text.charAt(from) == '[';
        while (position < text.length() && (literal || ",;:<(\" \t\r\n".indexOf(text.charAt(position)) < 0)) {
            literal = (literal || text.charAt(position) == '[') && text.charAt(position) != ']';
            position++;
        }
        return text.substring(from, position);
    }

    private String quoted() {
        var value = new StringBuilder();
        position++;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                break;
            }
            if (c == '\\' && position < text.length()) {
                c = text.charAt(position++);
            }
            value.append(c);
        }
        return value.toString();
    }

    private String comment() {
        var value = new StringBuilder();
        int depth = 0;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '\\' && position < text.length()) {
                value.append(text.charAt(position++));
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                break;
            }
            if (depth > 1 || c != '(') {
                value.append(c);
            }
        }
        return value.toString().strip();
    }

    private String angle() {
        int from = ++position;
        boolean quoted = false;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '>' || (c == ',' && text.charAt(from) != '@'))) {
                break;
            }
            position++;
        }
        var inner = text.substring(from, position).strip();
        if (position < text.length() && text.charAt(position) == '>') {
            position++;
        }
        int route = inner.startsWith("@") ? inner.indexOf(':') : -1;
        return inner.substring(route + 1);
    }

    /// The words of one entry while it is read.
    private static final class Words {
        private final StringBuilder phrase = new StringBuilder();
        private final StringBuilder plain = new StringBuilder();
        private Optional<String> angle = Optional.empty();
        private String comment = "";
        private boolean space;

        void add(String word, boolean quoted) {
            if (angle.isPresent()) {
                return;
            }
            if (space && !phrase.isEmpty()) {
                phrase.append(' ');
            }
            space = false;
            phrase.append(word);
            plain.append(quoted ? "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"" : word);
        }

        String phrase() {
            return phrase.toString().strip();
        }

        Optional<HeaderAddress.Mailbox> mailbox() {
            if (angle.isEmpty() && plain.isEmpty()) {
                return Optional.empty();
            }
            var address = angle.orElseGet(plain::toString);
            var name = angle.isPresent() ? phrase() : "";
            var shown = name.isEmpty() ? comment : name;
            int at = address.lastIndexOf('@');
            return Optional.of(new HeaderAddress.Mailbox(
                    Optional.of(shown).filter(n -> !n.isEmpty()),
                    at < 0 ? address : address.substring(0, at),
                    at < 0 ? "" : address.substring(at + 1)));
        }
    }
}
