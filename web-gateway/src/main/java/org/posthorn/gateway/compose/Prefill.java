package org.posthorn.gateway.compose;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.posthorn.events.api.MailApi.Address;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.gateway.mail.When;
import org.posthorn.gateway.page.OneLine;

/// What a reply, a reply to all, a forward or a reopened draft begins with.
final class Prefill {
    private static final int MOST_REFERENCES = 20;

    private Prefill() {}

    /// The fields of the form.
    ///
    /// @param text of a formatted message, the same without its format
    /// @param html what is written when it is formatted; absent for plain text
    /// @param keep attachments of other messages, `message:part`
    record Fields(
            String to,
            String cc,
            String bcc,
            String subject,
            String text,
            Optional<String> html,
            Optional<String> inReplyTo,
            List<String> references,
            List<String> keep) {
        static Fields to(String to) {
            return new Fields(to, "", "", "", "", Optional.empty(), Optional.empty(), List.of(), List.of());
        }

        private Fields with(String newText, Optional<String> newHtml) {
            return new Fields(to, cc, bcc, subject, newText, newHtml, inReplyTo, references, keep);
        }

        Fields keeping(List<String> kept) {
            return new Fields(to, cc, bcc, subject, text, html, inReplyTo, references, kept);
        }

        /// The same as formatted text.
        Fields formatted() {
            return html.isPresent() ? this : with(text, Optional.of(ComposedHtml.ofText(text)));
        }

        /// The same without a format.
        Fields plain() {
            return with(text, Optional.empty());
        }

        /// With a signature above what is quoted (RFC 3676 §4.3).
        Fields signed(String signature) {
            if (signature.isEmpty()) {
                return this;
            }
            var above = "\n\n-- \n" + signature + "\n";
            return with(above + text, html.map(below -> ComposedHtml.ofText(above) + below));
        }
    }

    /// @param own all addresses of the account: it does not write to itself
    ///
    /// @param manner how it is written
    static Fields reply(MessageView message, boolean all, Set<String> own, Manner manner) {
        var answerTo = message.replyTo().isEmpty() ? message.from() : message.replyTo();
        boolean mine = answerTo.stream().allMatch(address -> own.contains(lower(address)));
        var to = new ArrayList<>(mine ? message.to() : answerTo);
        if (all && !mine) {
            to.addAll(message.to());
        }
        var cc = all ? message.cc() : List.<Address>of();
        Predicate<Address> others = mine ? _ -> true : address -> !own.contains(lower(address));
        var toText = listed(to, others);
        var above = "\n\nOn " + When.full(message.row().date(), manner.zone()) + ", " + author(message) + " wrote:\n";
        var fields = new Fields(
                toText.isEmpty() ? listed(answerTo, _ -> true) : toText,
                listed(cc, others),
                "",
                prefixed("Re: ", OneLine.of(message.row().subject())),
                above + quoted(text(message)),
                Optional.empty(),
                message.messageId(),
                references(message),
                List.of());
        return manner.formatted()
                ? fields.with(
                        fields.text(),
                        Optional.of(ComposedHtml.ofText(above.stripTrailing()) + "<blockquote>" + html(message)
                                + "</blockquote><div><br></div>"))
                : fields;
    }

    /// How a message is written.
    ///
    /// @param zone in which times are told
    /// @param formatted as HTML, with what it quotes
    record Manner(ZoneId zone, boolean formatted) {}

    static Fields forward(MessageView message, Manner manner) {
        var above = "\n\n---------- Forwarded message ----------\nFrom: " + people(message.from()) + "\nDate: "
                + When.full(message.row().date(), manner.zone()) + "\nSubject: "
                + OneLine.of(message.row().subject()) + "\nTo: "
                + people(message.to()) + "\n\n";
        var keep = message.parts().stream()
                .filter(part -> !(part.inline() && part.contentId().isPresent()))
                .map(part -> message.row().id() + ":" + part.number())
                .toList();
        return new Fields(
                "",
                "",
                "",
                prefixed("Fwd: ", OneLine.of(message.row().subject())),
                above + text(message),
                manner.formatted() ? Optional.of(ComposedHtml.ofText(above) + html(message)) : Optional.empty(),
                Optional.empty(),
                references(message),
                keep);
    }

    static Fields draft(MessageView message) {
        var references = message.references();
        return new Fields(
                people(message.to()),
                people(message.cc()),
                people(message.bcc()),
                message.row().subject(),
                text(message),
                message.html().map(ComposedHtml::clean),
                references.isEmpty() ? Optional.empty() : Optional.of(references.getLast()),
                references,
                message.parts().stream()
                        .map(part -> message.row().id() + ":" + part.number())
                        .toList());
    }

    /// RFC 5322 §3.6.4: the parent's references and its own id.
    private static List<String> references(MessageView message) {
        var references = new ArrayList<>(message.references());
        message.messageId().filter(id -> !references.contains(id)).ifPresent(references::add);
        if (references.size() <= MOST_REFERENCES) {
            return references;
        }
        var kept = new ArrayList<String>();
        kept.add(references.getFirst());
        kept.addAll(references.subList(references.size() - MOST_REFERENCES + 1, references.size()));
        return kept;
    }

    private static String prefixed(String prefix, String subject) {
        var lower = subject.toLowerCase(Locale.ROOT);
        boolean has = lower.startsWith(prefix.strip().toLowerCase(Locale.ROOT))
                || (prefix.startsWith("Fwd") && lower.startsWith("fw:"));
        return has ? subject : prefix + subject;
    }

    private static String html(MessageView message) {
        return message.html().map(ComposedHtml::clean).orElseGet(() -> ComposedHtml.ofText(text(message)));
    }

    private static String text(MessageView message) {
        return message.text()
                .or(() -> message.html().map(html -> HtmlText.of(ComposedHtml.clean(html))))
                .orElse("")
                .replace("\r\n", "\n")
                .stripTrailing();
    }

    private static String quoted(String text) {
        return text.lines()
                .map(line -> line.startsWith(">") ? ">" + line : line.isEmpty() ? ">" : "> " + line)
                .collect(Collectors.joining("\n"));
    }

    private static String author(MessageView message) {
        return message.from().isEmpty()
                ? OneLine.of(message.row().from())
                : written(message.from().getFirst());
    }

    private static String people(List<Address> addresses) {
        return listed(addresses, _ -> true);
    }

    private static String listed(List<Address> addresses, Predicate<Address> wanted) {
        var seen = new java.util.HashSet<String>();
        return addresses.stream()
                .filter(wanted)
                .filter(address -> seen.add(lower(address)))
                .map(Prefill::written)
                .collect(Collectors.joining(", "));
    }

    /// As it stands in a field of recipients.
    static String written(Address address) {
        var shown = OneLine.of(address.name());
        if (shown.isBlank()) {
            return address.address();
        }
        boolean plain = shown.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == ' ' || c == '-');
        var name = plain ? shown : "\"" + shown.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        return name + " <" + address.address() + ">";
    }

    private static String lower(Address address) {
        return address.address().toLowerCase(Locale.ROOT);
    }
}
