package org.posthorn.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.posthorn.mail.LineBreaks;

/// Writes new messages (RFC 5322, RFC 2045 to 2049, RFC 2231, RFC 2387). Everything is 7bit on the wire, so that any
/// server takes it; only
/// addresses with a local part beyond ASCII need SMTPUTF8, and they stand in the header section as UTF-8 (RFC 6532).
public final class MessageComposer {
    private static final String CRLF = "\r\n";

    private final Composition composition;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(4096);
    private final String boundaryStem;
    private int boundaries;

    private MessageComposer(Composition composition) {
        this.composition = composition;
        // Quoted-printable and Base64 never have "=_", and text that has it is not sent as 7bit.
        this.boundaryStem = "=_" + Integer.toHexString(composition.messageId().hashCode()) + "_";
    }

    /// A message to be written.
    ///
    /// @param messageId  without brackets
    /// @param inReplyTo  without brackets
    /// @param references without brackets, oldest first
    /// @param text       plain text with any line breaks; may be empty
    /// @param html       the same as HTML
    /// @param files      attachments, and the images that the HTML names by their content ids
    public record Composition(
            HeaderAddress.Mailbox from,
            List<? extends HeaderAddress> to,
            List<? extends HeaderAddress> cc,
            List<? extends HeaderAddress> bcc,
            String subject,
            OffsetDateTime date,
            String messageId,
            Optional<String> inReplyTo,
            List<String> references,
            String text,
            Optional<String> html,
            List<File> files) {}

    /// A file that goes with a message.
    ///
    /// @param name      for the reader to save it by
    /// @param mediaType `type/subtype`; a malformed one counts as `application/octet-stream`
    /// @param contentId without brackets; then the file is shown in the HTML and not listed
    public record File(String name, String mediaType, byte[] octets, Optional<String> contentId) {
        public static File attachment(String name, String mediaType, byte[] octets) {
            return new File(name, mediaType, octets, Optional.empty());
        }
    }

    /// The octets of the message with its `Bcc` field, as it is filed for the sender; [HeaderSection#octetsWithout] or
    /// [#composeWithoutBcc] gives what is sent.
    public static byte[] compose(Composition composition) {
        return new MessageComposer(composition).write(true);
    }

    /// The octets of the message as it is sent.
    public static byte[] composeWithoutBcc(Composition composition) {
        return new MessageComposer(composition).write(false);
    }

    private byte[] write(boolean withBcc) {
        var c = composition;
        line(HeaderWriter.unstructured("Date", MessageDate.format(c.date())));
        line(HeaderWriter.addresses("From", List.of(c.from())));
        if (!c.to().isEmpty()) {
            line(HeaderWriter.addresses("To", c.to()));
        }
        if (!c.cc().isEmpty()) {
            line(HeaderWriter.addresses("Cc", c.cc()));
        }
        if (withBcc && !c.bcc().isEmpty()) {
            line(HeaderWriter.addresses("Bcc", c.bcc()));
        }
        line(HeaderWriter.unstructured("Subject", c.subject()));
        line(HeaderWriter.messageIds("Message-ID", List.of(c.messageId())));
        c.inReplyTo().ifPresent(id -> line(HeaderWriter.messageIds("In-Reply-To", List.of(id))));
        if (!c.references().isEmpty()) {
            line(HeaderWriter.messageIds("References", c.references()));
        }
        line("MIME-Version: 1.0");
        mixed();
        return octets.toByteArray();
    }

    private void mixed() {
        var attached = composition.files().stream()
                .filter(file -> file.contentId().isEmpty())
                .toList();
        if (attached.isEmpty()) {
            body();
            return;
        }
        var boundary = beginMultipart("mixed");
        delimiter(boundary);
        body();
        attached.forEach(file -> {
            delimiter(boundary);
            file(file, "attachment");
        });
        endMultipart(boundary);
    }

    private void body() {
        if (composition.html().isEmpty()) {
            text("plain", composition.text());
            return;
        }
        var boundary = beginMultipart("alternative");
        delimiter(boundary);
        text("plain", composition.text());
        delimiter(boundary);
        related(composition.html().get());
        endMultipart(boundary);
    }

    private void related(String html) {
        var shown = composition.files().stream()
                .filter(file -> file.contentId().isPresent())
                .toList();
        if (shown.isEmpty()) {
            text("html", html);
            return;
        }
        var boundary = beginMultipart("related");
        delimiter(boundary);
        text("html", html);
        shown.forEach(file -> {
            delimiter(boundary);
            file(file, "inline");
        });
        endMultipart(boundary);
    }

    private void text(String subtype, String text) {
        var body = withCrlf(text).getBytes(StandardCharsets.UTF_8);
        boolean sevenBit = LineBreaks.isSevenBit(body, 0, body.length);
        line("Content-Type: text/" + subtype + "; charset=" + (sevenBit ? "us-ascii" : "utf-8"));
        if (sevenBit && isPlainEnough(body)) {
            line("Content-Transfer-Encoding: 7bit" + CRLF);
            octets.writeBytes(body);
        } else if (mostlyAscii(body)) {
            line("Content-Transfer-Encoding: quoted-printable" + CRLF);
            TransferEncoding.encodeQuotedPrintable(body, octets);
        } else {
            line("Content-Transfer-Encoding: base64" + CRLF);
            TransferEncoding.encodeBase64(body, octets);
        }
    }

    private void file(File file, String disposition) {
        var type = ContentType.parse(file.mediaType(), ContentType.OCTETS);
        // A message or a multipart may not be encoded in Base64 (RFC 2046 §5.1, §5.2.1); as a file it is just octets.
        var shownType = type.isMultipart() || type.type().equals("message") ? ContentType.OCTETS : type;
        line("Content-Type: " + shownType);
        line("Content-Transfer-Encoding: base64");
        file.contentId().ifPresent(id -> line("Content-ID: <" + HeaderWriter.oneLine(id) + ">"));
        line(HeaderWriter.disposition(disposition, file.name()) + CRLF);
        TransferEncoding.encodeBase64(file.octets(), octets);
    }

    private String beginMultipart(String subtype) {
        var boundary = boundaryStem + HexFormat.of().toHexDigits((byte) boundaries++);
        line("Content-Type: multipart/" + subtype + ";" + CRLF + "\tboundary=\"" + boundary + "\"" + CRLF);
        return boundary;
    }

    private void delimiter(String boundary) {
        line("--" + boundary);
    }

    private void endMultipart(String boundary) {
        line("--" + boundary + "--");
    }

    private void line(String line) {
        octets.writeBytes((line + CRLF).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean mostlyAscii(byte[] text) {
        int high = 0;
        for (byte c : text) {
            high += c < 0 ? 1 : 0;
        }
        return high * 4 < text.length;
    }

    /// Whether text may go as it is: short lines, no controls, nothing that a server or a boundary could change.
    private static boolean isPlainEnough(byte[] text) {
        int column = 0;
        for (int i = 0; i < text.length; i++) {
            byte c = text[i];
            if (c == '\n') {
                column = 0;
                continue;
            }
            boolean control = c < ' ' && c != '\r' && c != '\t';
            boolean fromLine = column == 0 && c == 'F' && startsWith(text, i, "From ");
            boolean delimiter = column == 0 && c == '-' && startsWith(text, i, "--=_");
            boolean spaceAtEnd = c == '\r' && column > 0 && (text[i - 1] == ' ' || text[i - 1] == '\t');
            if (control || fromLine || delimiter || spaceAtEnd || ++column > 200) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] text, int at, String prefix) {
        for (int i = 0; i < prefix.length(); i++) {
            if (at + i >= text.length || text[at + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The text with CRLF for each line break, and one at the end.
    private static String withCrlf(String text) {
        var unix = text.replace(CRLF, "\n").replace('\r', '\n');
        return (unix.isEmpty() || unix.endsWith("\n") ? unix : unix + "\n").replace("\n", CRLF);
    }
}
