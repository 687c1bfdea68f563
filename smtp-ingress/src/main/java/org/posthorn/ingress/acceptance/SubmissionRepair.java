package org.posthorn.ingress.acceptance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.MessageDate;

/// What a submission server does to a message (RFC 6409 §8): it adds a missing Date and Message-ID, and takes out Bcc
/// (RFC 5322 §3.6.3), which is kept for the sender's own copy only.
///
/// @param header the header section as it will be sent, with its empty line
/// @param bcc    the values of the Bcc fields
record SubmissionRepair(byte[] header, List<String> bcc) {

    static SubmissionRepair of(HeaderSection header, String messageId, String hostname, Instant now) {
        var added = new StringBuilder();
        if (!header.has("Date")) {
            added.append("Date: ")
                    .append(MessageDate.format(now.atOffset(ZoneOffset.UTC)))
                    .append("\r\n");
        }
        if (!header.has("Message-ID")) {
            added.append("Message-ID: <")
                    .append(messageId)
                    .append('@')
                    .append(hostname)
                    .append(">\r\n");
        }
        var bcc = header.all("Bcc").stream().map(field -> field.value()).toList();
        var repaired = new ByteArrayOutputStream(header.bodyStart() - header.start() + added.length());
        repaired.writeBytes(added.toString().getBytes(StandardCharsets.UTF_8));
        repaired.writeBytes(header.octetsWithout(field -> field.is("Bcc")));
        return new SubmissionRepair(repaired.toByteArray(), bcc);
    }

    static boolean isNeeded(HeaderSection header) {
        return header.has("Bcc") || !header.has("Date") || !header.has("Message-ID");
    }
}
