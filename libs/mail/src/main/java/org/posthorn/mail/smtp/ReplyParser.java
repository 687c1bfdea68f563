package org.posthorn.mail.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.mail.Parsed;

/// Reads a server's replies (RFC 5321 §4.2.1). Servers of the world are met half way: a
/// missing space before the text, and lines of one reply whose enhanced status differs are taken; a code that changes
/// within
/// one reply, or that is not a code, is malformed, and then the connection is of no more use.
public final class ReplyParser {
    /// RFC 5321 §4.5.3.1.5 allows 512 octets; texts with web addresses are often longer.
    private static final int MAX_LINE = 4096;

    private static final int MAX_LINES = 128;

    private ReplyParser() {}

    /// Reads one whole reply; empty when the connection ended before it began.
    public static Optional<Parsed<Reply>> read(LineReader input) throws IOException {
        List<String> lines = new ArrayList<>(4);
        int code = 0;
        while (lines.size() < MAX_LINES) {
            switch (input.next(MAX_LINE)) {
                case END -> {
                    return lines.isEmpty() && !input.hasBuffered()
                            ? Optional.empty()
                            : malformed("The connection ended in the middle of a reply");
                }
                case TOO_LONG -> {
                    return malformed("A line of the reply is too long");
                }
                case LINE -> {
                    int lineCode = code(input);
                    if (lineCode < 0 || (code != 0 && lineCode != code)) {
                        return malformed("A line of the reply does not begin with its code");
                    }
                    code = lineCode;
                    lines.add(text(input));
                    if (isLast(input)) {
                        return Optional.of(Parsed.ok(reply(code, lines)));
                    }
                }
            }
        }
        return malformed("The reply has too many lines");
    }

    private static Optional<Parsed<Reply>> malformed(String reason) {
        return Optional.of(Parsed.malformed(reason));
    }

    private static int code(LineReader line) {
        if (line.end() - line.start() < 3) {
            return -1;
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            int digit = line.buffer()[line.start() + i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            code = code * 10 + digit;
        }
        return code < 200 || code > 599 ? -1 : code;
    }

    private static boolean isLast(LineReader line) {
        return line.end() - line.start() == 3 || line.buffer()[line.start() + 3] != '-';
    }

    private static String text(LineReader line) {
        int from = Math.min(line.start() + 4, line.end());
        return new String(line.buffer(), from, line.end() - from, StandardCharsets.UTF_8);
    }

    /// Takes the enhanced status off the lines when the first one has it and it agrees with the code (RFC 2034 §4).
    private static Reply reply(int code, List<String> lines) {
        var first = lines.getFirst();
        int space = first.indexOf(' ');
        var word = space < 0 ? first : first.substring(0, space);
        var status = EnhancedStatus.parse(word).filter(s -> s.category() == code / 100);
        if (status.isEmpty()) {
            return new Reply(code, EnhancedStatus.NONE, lines);
        }
        return new Reply(
                code,
                status.get(),
                lines.stream().map(line -> withoutStatus(line, word)).toList());
    }

    private static String withoutStatus(String line, String status) {
        return line.startsWith(status) ? line.substring(status.length()).strip() : line;
    }
}
