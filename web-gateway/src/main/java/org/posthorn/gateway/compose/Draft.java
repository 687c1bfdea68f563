package org.posthorn.gateway.compose;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A message that is being written, complete enough to become octets.
///
/// @param bcc written into a draft only, never into what is sent
/// @param html the same formatted, clean; absent for plain text
/// @param messageId with brackets
/// @param references ids with brackets, the oldest first
record Draft(
        Recipients.Person from,
        List<Recipients.Person> to,
        List<Recipients.Person> cc,
        List<Recipients.Person> bcc,
        String subject,
        String text,
        Optional<String> html,
        Instant date,
        String messageId,
        Optional<String> inReplyTo,
        List<String> references,
        List<Attachment> attachments) {

    /// A file that goes with it.
    @SuppressWarnings("ArrayRecordComponent")
    record Attachment(String fileName, String contentType, byte[] content) {}

    Draft withoutBcc() {
        return new Draft(
                from, to, cc, List.of(), subject, text, html, date, messageId, inReplyTo, references, attachments);
    }
}
