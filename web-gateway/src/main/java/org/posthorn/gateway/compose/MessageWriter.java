package org.posthorn.gateway.compose;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.james.mime4j.codec.EncoderUtil;
import org.apache.james.mime4j.codec.QuotedPrintableOutputStream;
import org.apache.james.mime4j.util.MimeUtil;

/// Writes a draft as a message (RFC 5322, RFC 2045): header words encoded (RFC 2047), text flowed, attachments in
/// base64 with their names (RFC 2231). All lines are short and all octets 7 bit, except for addresses that need
/// SMTPUTF8 anyway (RFC 6532).
final class MessageWriter {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    /// Kept from the end, where the extension is; encoded it still fits into one line of 998 octets.
    private static final int LONGEST_NAME = 100;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(4_096);

    private MessageWriter() {}

    static byte[] write(Draft draft) {
        var writer = new MessageWriter();
        writer.message(draft);
        return writer.out.toByteArray();
    }

    private void message(Draft draft) {
        field("Date", DATE.format(draft.date().atOffset(ZoneOffset.UTC)));
        people("From", List.of(draft.from()));
        people("To", draft.to());
        people("Cc", draft.cc());
        people("Bcc", draft.bcc());
        field("Subject", EncoderUtil.encodeIfNecessary(oneLine(draft.subject()), EncoderUtil.Usage.TEXT_TOKEN, 9));
        field("Message-ID", draft.messageId());
        draft.inReplyTo().ifPresent(id -> field("In-Reply-To", id));
        if (!draft.references().isEmpty()) {
            field("References", String.join(" ", draft.references()));
        }
        field("MIME-Version", "1.0");
        field("User-Agent", "Posthorn");
        if (draft.attachments().isEmpty()) {
            body(draft);
        } else {
            multipart(draft);
        }
    }

    /// The text; for a formatted message both, the plainest first (RFC 2046 §5.1.4).
    private void body(Draft draft) {
        if (draft.html().isEmpty()) {
            text(draft.text());
            return;
        }
        var boundary = "=_" + UUID.randomUUID();
        field("Content-Type", "multipart/alternative; boundary=\"" + boundary + "\"");
        line("");
        line("--" + boundary);
        text(draft.text());
        line("--" + boundary);
        html(draft.html().get());
        line("--" + boundary + "--");
    }

    private void html(String html) {
        field("Content-Type", "text/html; charset=utf-8");
        field("Content-Transfer-Encoding", "quoted-printable");
        line("");
        quoted(ComposedHtml.document(html));
    }

    private void multipart(Draft draft) {
        var boundary = "=_" + UUID.randomUUID();
        field("Content-Type", "multipart/mixed; boundary=\"" + boundary + "\"");
        line("");
        line("--" + boundary);
        body(draft);
        for (var attachment : draft.attachments()) {
            line("--" + boundary);
            attachment(attachment);
        }
        line("--" + boundary + "--");
    }

    private void text(String text) {
        var flowed = FlowedText.of(text);
        boolean plain = flowed.chars().allMatch(c -> c < 127) && longestLine(flowed) <= 998;
        field("Content-Type", "text/plain; charset=" + (plain ? "us-ascii" : "utf-8") + "; format=flowed");
        field("Content-Transfer-Encoding", plain ? "7bit" : "quoted-printable");
        line("");
        if (plain) {
            out.writeBytes(flowed.getBytes(US_ASCII));
        } else {
            quoted(flowed);
        }
    }

    private void quoted(String text) {
        try (var quoted = new QuotedPrintableOutputStream(out, false)) {
            quoted.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        line("");
    }

    private static int longestLine(String text) {
        int longest = 0;
        int start = 0;
        for (int end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n", start)) {
            longest = Math.max(longest, end - start);
            start = end + 2;
        }
        return Math.max(longest, text.length() - start);
    }

    private void attachment(Draft.Attachment attachment) {
        field("Content-Type", type(attachment.contentType()));
        field("Content-Transfer-Encoding", "base64");
        line("Content-Disposition: attachment;");
        line(" " + fileName(oneLine(attachment.fileName())));
        line("");
        out.writeBytes(Base64.getMimeEncoder(76, CRLF).encode(attachment.content()));
        line("");
    }

    /// What a browser claims, when it has the right shape; composite types may not be in base64 (RFC 2046 §5).
    private static String type(String claimed) {
        var type = claimed.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean shaped = type.matches("[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}");
        boolean composite = type.startsWith("multipart/") || type.startsWith("message/");
        return shaped && !composite ? type : "application/octet-stream";
    }

    /// One piece, however long: not every reader joins the pieces of RFC 2231 §3.
    private static String fileName(String name) {
        var kept = name.length() > LONGEST_NAME ? name.substring(name.length() - LONGEST_NAME) : name;
        if (kept.chars().allMatch(c -> c >= ' ' && c < 127)) {
            return "filename=\"" + kept.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }
        return "filename*=UTF-8''"
                + URLEncoder.encode(kept, UTF_8).replace("+", "%20").replace("*", "%2A");
    }

    private void people(String name, List<Recipients.Person> people) {
        if (!people.isEmpty()) {
            field(name, people.stream().map(MessageWriter::mailbox).collect(Collectors.joining(", ")));
        }
    }

    private static String mailbox(Recipients.Person person) {
        return person.name().isBlank()
                ? person.address().toString()
                : EncoderUtil.encodeAddressDisplayName(person.name()) + " <" + person.address() + ">";
    }

    private void field(String name, String value) {
        line(name + ": " + MimeUtil.fold(value, name.length() + 2));
    }

    private void line(String text) {
        out.writeBytes(text.getBytes(UTF_8));
        out.writeBytes(CRLF);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
