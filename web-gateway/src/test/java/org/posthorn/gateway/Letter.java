package org.posthorn.gateway;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.dom.address.AddressList;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.api.MailApi.Address;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.events.api.MailApi.Part;

/// A message for a test's mailbox.
///
/// @param parts attachments: what the API says of each, and its octets
record Letter(
        Optional<Long> id,
        long thread,
        long folder,
        Instant date,
        Address from,
        List<Address> to,
        List<Address> cc,
        List<Address> bcc,
        String subject,
        Optional<String> text,
        Optional<String> html,
        List<String> flags,
        List<String> references,
        Map<Part, byte[]> parts,
        List<String> results) {

    static Letter of(String fromName, String fromAddress, String subject, String text) {
        return new Letter(
                Optional.empty(),
                0,
                1,
                Instant.now(),
                new Address(fromName, fromAddress),
                List.of(new Address("Alice", "alice@localhost")),
                List.of(),
                List.of(),
                subject,
                Optional.of(text),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                List.of());
    }

    Letter html(String value) {
        return new Letter(
                id,
                thread,
                folder,
                date,
                from,
                to,
                cc,
                bcc,
                subject,
                text,
                Optional.of(value),
                flags,
                references,
                parts,
                results);
    }

    Letter at(Instant value) {
        return new Letter(
                id, thread, folder, value, from, to, cc, bcc, subject, text, html, flags, references, parts, results);
    }

    Letter flags(String... value) {
        return new Letter(
                id,
                thread,
                folder,
                date,
                from,
                to,
                cc,
                bcc,
                subject,
                text,
                html,
                List.of(value),
                references,
                parts,
                results);
    }

    Letter thread(long value) {
        return new Letter(
                id, value, folder, date, from, to, cc, bcc, subject, text, html, flags, references, parts, results);
    }

    Letter in(String value) {
        return new Letter(
                id,
                thread,
                FakeMailbox.folder(value),
                date,
                from,
                to,
                cc,
                bcc,
                subject,
                text,
                html,
                flags,
                references,
                parts,
                results);
    }

    Letter cc(Address... value) {
        return new Letter(
                id,
                thread,
                folder,
                date,
                from,
                to,
                List.of(value),
                bcc,
                subject,
                text,
                html,
                flags,
                references,
                parts,
                results);
    }

    Letter results(String... value) {
        return new Letter(
                id,
                thread,
                folder,
                date,
                from,
                to,
                cc,
                bcc,
                subject,
                text,
                html,
                flags,
                references,
                parts,
                List.of(value));
    }

    Letter attach(Part part, byte[] octets) {
        var more = new LinkedHashMap<>(parts);
        more.put(part, octets);
        return new Letter(
                id, thread, folder, date, from, to, cc, bcc, subject, text, html, flags, references, more, results);
    }

    FakeMailbox.Stored stored(long number) {
        var preview = text.orElse("").replaceAll("\\s+", " ");
        var row = new MessageRow(
                number,
                number,
                thread == 0 ? number : thread,
                date,
                from.name().isEmpty() ? from.address() : from.name(),
                from.address(),
                to.stream()
                        .map(each -> each.name().isEmpty() ? each.address() : each.name())
                        .toList(),
                subject,
                preview.length() > 200 ? preview.substring(0, 200) : preview,
                parts.keySet().stream().anyMatch(part -> !part.inline()),
                2_000,
                flags,
                folder);
        var octets = new LinkedHashMap<String, byte[]>();
        parts.forEach((part, content) -> octets.put(part.number(), content));
        var view = new MessageView(
                row,
                Optional.of("<" + number + "@test.example>"),
                references,
                List.of(from),
                List.of(),
                to,
                cc,
                bcc,
                text,
                html,
                List.copyOf(parts.keySet()),
                results);
        return new FakeMailbox.Stored(view, octets);
    }

    static Letter parsed(byte[] octets, long folder) throws IOException {
        var message = new DefaultMessageBuilder().parseMessage(new ByteArrayInputStream(octets));
        var texts = new ArrayList<String>();
        var parts = new LinkedHashMap<Part, byte[]>();
        take(message, "", texts, parts);
        return new Letter(
                Optional.empty(),
                0,
                folder,
                Instant.now(),
                addresses(message, "from").getFirst(),
                addresses(message, "to"),
                addresses(message, "cc"),
                addresses(message, "bcc"),
                Optional.ofNullable(message.getSubject()).orElse(""),
                texts.stream().findFirst().map(text -> text.replace(" \r\n", " ")),
                texts.stream().skip(1).findFirst(),
                List.of("\\Seen", "\\Draft"),
                List.of(),
                parts,
                List.of());
    }

    private static void take(Entity entity, String number, List<String> texts, Map<Part, byte[]> parts)
            throws IOException {
        if (entity.getBody() instanceof Multipart multipart) {
            int at = 1;
            for (var inner : multipart.getBodyParts()) {
                take(inner, number.isEmpty() ? "" + at : number + "." + at, texts, parts);
                at++;
            }
        } else if (entity.getBody() instanceof SingleBody body) {
            var octets = new ByteArrayOutputStream();
            body.writeTo(octets);
            if (entity.getFilename() == null && body instanceof TextBody text) {
                texts.add(octets.toString(Charset.forName(text.getMimeCharset())));
            } else {
                var part = new Part(
                        number,
                        entity.getMimeType(),
                        Optional.ofNullable(entity.getFilename()),
                        Optional.empty(),
                        false,
                        octets.size());
                parts.put(part, octets.toByteArray());
            }
        }
    }

    private static List<Address> addresses(Message message, String field) {
        @Nullable
        AddressList list = switch (field) {
            case "to" -> message.getTo();
            case "cc" -> message.getCc();
            case "bcc" -> message.getBcc();
            default -> new AddressList(message.getFrom().getFirst());
        };
        return list == null
                ? List.of()
                : list.flatten().stream()
                        .map(each ->
                                new Address(Optional.ofNullable(each.getName()).orElse(""), each.getAddress()))
                        .toList();
    }
}
