package org.posthorn.mailctl.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A message of mailctl's own, ready for DATA.
public final class Letter {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private Letter() {}

    /// The octets with the final dot (RFC 5321 §4.1.1.4); no line begins with a dot.
    ///
    /// @param size of the text, about
    public static byte[] stuffed(String from, String to, String messageId, String subject, int size) {
        var text = new StringBuilder(size + 400);
        text.append("From: <").append(from).append(">\r\nTo: <").append(to).append(">\r\n");
        text.append("Message-ID: ").append(messageId).append("\r\n");
        text.append("Date: ")
                .append(DATE.format(ZonedDateTime.now(ZoneOffset.UTC)))
                .append("\r\n");
        text.append("Subject: ").append(subject).append("\r\n\r\n");
        text.append("This message was sent by mailctl to try the way of mail.\r\n");
        var line = "The quick brown fox jumps over the lazy dog, again and again.\r\n";
        while (text.length() + line.length() < size) {
            text.append(line);
        }
        return text.append(".\r\n").toString().getBytes(UTF_8);
    }
}
