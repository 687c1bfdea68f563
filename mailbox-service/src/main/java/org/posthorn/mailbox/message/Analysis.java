package org.posthorn.mailbox.message;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.mail.message.HeaderAddress;
import org.posthorn.mail.message.MessageDate;
import org.posthorn.mail.message.MessageText;
import org.posthorn.mail.message.MimeStructure;

/// What is computed once from a message's octets, so that lists and IMAP's fetches read columns. Pure.
///
/// @param hash       SHA-256 of the octets
/// @param sentAt     `Date`, when it can be read
/// @param messageId  `Message-ID` with its brackets
/// @param author     for people: the display name, or the address
/// @param recipients of `To`, for people
/// @param structure  envelope and parts as JSON ([StructureJson])
/// @param ownKey     the key under which replies find this message's conversation
/// @param otherKeys  the keys of the messages that it refers to, the nearest first
public record Analysis(
        byte[] hash,
        Optional<Instant> sentAt,
        Optional<String> messageId,
        String author,
        String authorAddress,
        List<String> recipients,
        String subject,
        String preview,
        boolean attachments,
        byte[] structure,
        long ownKey,
        List<Long> otherKeys,
        SortKeys sortKeys) {
    private static final int LONGEST_SUBJECT = 1_000;
    private static final int LONGEST_NAME = 320;
    private static final int LONGEST_MESSAGE_ID = 998;
    private static final int MOST_RECIPIENTS = 20;

    public static Analysis of(byte[] octets) {
        var structure = MimeStructure.of(octets);
        var envelope = structure.envelope();
        var author = envelope.from().stream().flatMap(Analysis::mailboxes).findFirst();
        var subject = clean(envelope.subjectText(), LONGEST_SUBJECT);
        var hash = sha256(octets);
        var keys = ThreadKeys.of(structure.header(), envelope, subject, hash);
        return new Analysis(
                hash,
                envelope.date().flatMap(MessageDate::parse).flatMap(Analysis::instant),
                envelope.messageId().map(id -> clean(id, LONGEST_MESSAGE_ID)),
                author.map(Analysis::label).orElse(""),
                author.map(mailbox -> clean(mailbox.address(), LONGEST_NAME)).orElse(""),
                recipients(envelope.to()),
                subject,
                clean(MessageText.preview(octets, structure), LONGEST_NAME),
                !MessageText.attachments(structure).isEmpty(),
                StructureJson.write(structure),
                keys.own(),
                keys.others(),
                SortKeys.of(structure.header(), envelope));
    }

    private static List<String> recipients(List<HeaderAddress> to) {
        return to.stream()
                .flatMap(Analysis::mailboxes)
                .limit(MOST_RECIPIENTS)
                .map(Analysis::label)
                .toList();
    }

    private static Stream<HeaderAddress.Mailbox> mailboxes(HeaderAddress address) {
        return switch (address) {
            case HeaderAddress.Mailbox mailbox -> Stream.of(mailbox);
            case HeaderAddress.Group group -> group.members().stream();
        };
    }

    private static String label(HeaderAddress.Mailbox mailbox) {
        var name = mailbox.displayName();
        return clean(name.isBlank() ? mailbox.address() : name, LONGEST_NAME);
    }

    /// PostgreSQL takes years up to 294276; whoever dates a message outside of this century means something else.
    private static Optional<Instant> instant(OffsetDateTime date) {
        if (date.getYear() < 1970 || date.getYear() > 2200) {
            return Optional.empty();
        }
        try {
            return Optional.of(date.toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// A text that PostgreSQL takes: without NUL and without half a surrogate pair, and not too long.
    static String clean(String text, int longest) {
        int end = Math.min(text.length(), longest);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return cleaned(text, longest);
            }
        }
        return text.substring(0, end);
    }

    private static String cleaned(String text, int longest) {
        var cleaned = new StringBuilder(Math.min(text.length(), longest));
        text.codePoints()
                .filter(point -> point != 0 && (point < 0xD800 || point > 0xDFFF))
                .limit(longest)
                .forEach(cleaned::appendCodePoint);
        return cleaned.toString();
    }

    static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The keys of a conversation, in the order in which they are asked: the message's own first.
    public List<Long> allKeys() {
        var keys = new ArrayList<Long>(otherKeys.size() + 1);
        keys.add(ownKey);
        keys.addAll(otherKeys);
        return keys;
    }
}
