package org.posthorn.gateway.compose;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.MailboxAddress;

/// Reads what a person types into To, Cc or Bcc: addresses with or without names, separated by commas, semicolons or
/// lines. A bare name gets the sender's own domain.
final class Recipients {
    private Recipients() {}

    /// Someone to write to.
    ///
    /// @param name for people; empty when none was given
    record Person(String name, MailboxAddress address) {}

    /// @param mistakes a sentence for each part that is no address
    record Read(List<Person> people, List<String> mistakes) {
        /// Each address once, in order.
        static List<String> addresses(List<Person> people) {
            var addresses = new LinkedHashSet<String>();
            people.forEach(person -> addresses.add(person.address().toString()));
            return List.copyOf(addresses);
        }
    }

    static Read read(String typed, String domain) {
        var people = new ArrayList<Person>();
        var mistakes = new ArrayList<String>();
        for (var part : split(typed)) {
            var person = person(part, domain);
            if (person.isPresent()) {
                people.add(person.get());
            } else {
                mistakes.add("\"" + part + "\" is not an address.");
            }
        }
        return new Read(people, mistakes);
    }

    /// At commas, semicolons and line ends that stand outside of quotes and angle brackets.
    private static List<String> split(String typed) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        boolean quoted = false;
        boolean angled = false;
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            boolean separator = c == ',' || c == ';' || c == '\n' || c == '\r';
            if (separator && !quoted && !angled) {
                add(parts, part);
                continue;
            }
            quoted = (c == '"' && !escaped(typed, i)) != quoted;
            angled = !quoted && (c == '<' || (angled && c != '>'));
            part.append(c);
        }
        add(parts, part);
        return parts;
    }

    private static boolean escaped(String typed, int at) {
        return at > 0 && typed.charAt(at - 1) == '\\';
    }

    private static void add(List<String> parts, StringBuilder part) {
        var text = part.toString().strip();
        part.setLength(0);
        if (!text.isEmpty()) {
            parts.add(text);
        }
    }

    private static Optional<Person> person(String part, String domain) {
        int open = part.endsWith(">") ? part.lastIndexOf('<') : -1;
        var name = open < 0 ? "" : unquoted(part.substring(0, open).strip());
        var address =
                open < 0 ? part : part.substring(open + 1, part.length() - 1).strip();
        if (address.indexOf('@') < 0) {
            address = address + "@" + domain;
        }
        return switch (MailboxAddress.parse(address)) {
            case Parsed.Ok<MailboxAddress>(var mailbox) -> Optional.of(new Person(name, mailbox));
            case Parsed.Malformed<MailboxAddress> _ -> Optional.empty();
        };
    }

    private static String unquoted(String name) {
        if (name.length() < 2 || !name.startsWith("\"") || !name.endsWith("\"")) {
            return clean(name);
        }
        return clean(name.substring(1, name.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\"));
    }

    private static String clean(String name) {
        return name.chars().anyMatch(c -> c < ' ') ? name.replaceAll("\\p{Cntrl}", " ") : name;
    }
}
