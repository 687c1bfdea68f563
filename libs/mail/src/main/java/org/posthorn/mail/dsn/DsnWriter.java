package org.posthorn.mail.dsn;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.posthorn.mail.LineBreaks;
import org.posthorn.mail.message.HeaderAddress;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.HeaderWriter;
import org.posthorn.mail.message.MessageDate;
import org.posthorn.mail.smtp.Ret;

/// Writes a `multipart/report` (RFC 3464): words for a person, fields for software (RFC 3464 §2), and the message or
/// its header
/// section. Reports that hold characters beyond ASCII use the types of RFC 6533.
public final class DsnWriter {
    /// A whole message comes back only while it is small; past that, a report has its header section (RFC 3461 §6.2
    /// lets
    /// the reporter choose).
    private static final int MAX_RETURNED = 256 * 1024;

    private static final String CRLF = "\r\n";

    private final DsnReport report;
    private final HeaderSection originalHeader;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(4096);
    private final String boundary;

    private DsnWriter(DsnReport report) {
        this.report = report;
        this.originalHeader = HeaderSection.of(report.original());
        this.boundary = "=_report_" + Integer.toHexString(report.messageId().hashCode()) + "_"
                + Long.toHexString(report.at().toEpochMilli());
    }

    /// The octets of the notification.
    public static byte[] write(DsnReport report) {
        return new DsnWriter(report).write();
    }

    private byte[] write() {
        var text = DsnText.of(report, originalHeader);
        var fields = fields();
        boolean utf8 = !isAscii(fields);
        header(utf8);
        delimiter();
        line("Content-Description: Notification");
        line("Content-Type: text/plain; charset=" + (isAscii(text) ? "us-ascii" : "utf-8"));
        line("Content-Transfer-Encoding: " + (isAscii(text) ? "7bit" : "8bit") + CRLF);
        octets.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        delimiter();
        line("Content-Description: Delivery report");
        line("Content-Type: message/" + (utf8 ? "global-" : "") + "delivery-status");
        if (utf8) {
            line("Content-Transfer-Encoding: 8bit");
        }
        line("");
        octets.writeBytes(fields.getBytes(StandardCharsets.UTF_8));
        delimiter();
        original();
        line(CRLF + "--" + boundary + "--");
        return octets.toByteArray();
    }

    private void header(boolean utf8) {
        line("Date: " + date(report.at()));
        line(HeaderWriter.unstructured("From", "Mail Delivery System <postmaster@" + report.reporter() + ">"));
        line(HeaderWriter.addresses("To", List.of(HeaderAddress.Mailbox.of(report.to()))));
        line(HeaderWriter.unstructured("Subject", DsnText.subject(report, originalHeader)));
        line(HeaderWriter.messageIds("Message-ID", List.of(report.messageId())));
        originalHeader
                .value("Message-ID")
                .filter(id -> id.startsWith("<") && id.endsWith(">"))
                .map(id -> id.substring(1, id.length() - 1))
                .ifPresent(id -> {
                    line(HeaderWriter.messageIds("In-Reply-To", List.of(id)));
                    line(HeaderWriter.messageIds("References", List.of(id)));
                });
        line("Auto-Submitted: auto-replied");
        line("MIME-Version: 1.0");
        line("Content-Type: multipart/report; report-type=" + (utf8 ? "global-" : "") + "delivery-status;" + CRLF
                + "\tboundary=\"" + boundary + "\"");
    }

    /// The groups of fields of RFC 3464 §2.2 and §2.3.
    private String fields() {
        var fields = new StringBuilder();
        field(fields, "Reporting-MTA", "dns; " + report.reporter());
        report.envid().ifPresent(envid -> field(fields, "Original-Envelope-Id", envid));
        field(fields, "Arrival-Date", date(report.arrivedAt()));
        for (var recipient : report.recipients()) {
            fields.append(CRLF);
            recipient
                    .originalRecipient()
                    .ifPresent(original ->
                            field(fields, "Original-Recipient", original.addressType() + "; " + original.address()));
            var type = recipient.recipient().needsSmtpUtf8() ? "utf-8; " : "rfc822; ";
            field(fields, "Final-Recipient", type + recipient.recipient());
            field(fields, "Action", recipient.action().keyword());
            field(fields, "Status", recipient.status().toString());
            recipient.remoteServer().ifPresent(server -> field(fields, "Remote-MTA", "dns; " + server));
            diagnostic(recipient).ifPresent(code -> field(fields, "Diagnostic-Code", code));
            field(fields, "Last-Attempt-Date", date(recipient.lastAttempt()));
            recipient.retryUntil().ifPresent(until -> field(fields, "Will-Retry-Until", date(until)));
        }
        return fields.toString();
    }

    /// RFC 3464 §2.3.6: `smtp` is for the reply of a server; our words have a type of their own.
    private static Optional<String> diagnostic(RecipientReport recipient) {
        return recipient
                .remoteReply()
                .map(reply -> "smtp; " + reply)
                .or(() -> Optional.of(recipient.reason())
                        .filter(words -> !words.isBlank())
                        .map(words -> "x-posthorn; " + words));
    }

    private static void field(StringBuilder fields, String name, String value) {
        fields.append(name).append(": ").append(DsnText.oneLine(value)).append(CRLF);
    }

    private void original() {
        boolean full = report.ret().filter(Ret.FULL::equals).isPresent()
                && report.recipients().stream().anyMatch(r -> r.action() == DsnAction.FAILED)
                && report.original().length <= MAX_RETURNED;
        var returned = full ? report.original() : originalHeader.octets();
        boolean sevenBit = LineBreaks.isSevenBit(returned, 0, returned.length);
        line("Content-Description: Undelivered message" + (full ? "" : " headers"));
        line("Content-Type: "
                + (full ? "message/rfc822" : "text/rfc822-headers" + (sevenBit ? "" : "; charset=utf-8")));
        line("Content-Transfer-Encoding: " + (sevenBit ? "7bit" : "8bit") + CRLF);
        octets.writeBytes(returned);
    }

    private void delimiter() {
        line(CRLF + "--" + boundary);
    }

    private void line(String line) {
        octets.writeBytes((line + CRLF).getBytes(StandardCharsets.UTF_8));
    }

    private static String date(Instant at) {
        return MessageDate.format(at.atOffset(ZoneOffset.UTC));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
