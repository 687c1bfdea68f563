package org.posthorn.mail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A server's reply (RFC 5321 §4.2), one shape for all of them.
///
/// @param code   three digits
/// @param status the enhanced status, which stands on each line (RFC 2034 §4); [EnhancedStatus#NONE] without one
/// @param lines  the text of each line, at least one, without code and status
public record Reply(int code, EnhancedStatus status, List<String> lines) {

    /// What the first digit tells a client to do (RFC 5321 §4.2.1).
    public enum Severity {
        COMPLETED,
        INTERMEDIATE,
        TRANSIENT,
        PERMANENT
    }

    public Reply {
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("A reply has a code from 200 to 599 and at least one line");
        }
        lines = List.copyOf(lines);
    }

    /// A reply of one line with an enhanced status, `of(550, "5.1.1", "User not found")`.
    public static Reply of(int code, String status, String text) {
        return new Reply(code, EnhancedStatus.parse(status).orElseThrow(), List.of(text));
    }

    /// A reply without an enhanced status.
    public static Reply plain(int code, String... lines) {
        return new Reply(code, EnhancedStatus.NONE, List.of(lines));
    }

    public Severity severity() {
        return switch (code / 100) {
            case 2 -> Severity.COMPLETED;
            case 3 -> Severity.INTERMEDIATE;
            case 4 -> Severity.TRANSIENT;
            default -> Severity.PERMANENT;
        };
    }

    public boolean isPositive() {
        return code < 400;
    }

    /// The text of all lines, joined by spaces.
    public String text() {
        return lines.size() == 1 ? lines.getFirst() : String.join(" ", lines);
    }

    /// The octets on the wire with every CRLF.
    public byte[] encode() {
        var wire = new StringBuilder(64);
        int last = lines.size() - 1;
        for (int i = 0; i <= last; i++) {
            wire.append(code).append(i == last ? ' ' : '-');
            if (!status.isNone()) {
                wire.append(status).append(' ');
            }
            wire.append(lines.get(i)).append("\r\n");
        }
        return wire.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// As a person quotes it: `550 5.1.1 User not found`.
    @Override
    public String toString() {
        return code + " " + (status.isNone() ? "" : status + " ") + text();
    }
}
