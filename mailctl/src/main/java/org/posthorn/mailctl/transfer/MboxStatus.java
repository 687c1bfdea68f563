package org.posthorn.mailctl.transfer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Flags in the header fields that mail programs add in an mbox: `Status` (R: seen), `X-Status` (A, F, D,
/// T), `X-Keywords`, and Mozilla's `X-Mozilla-Status` with bits. The fields are no part of the message:
/// reading takes them out, writing puts them at the end of the header section.
final class MboxStatus {
    private static final Set<String> FIELDS = Set.of(
            "status",
            "x-status",
            "x-keywords",
            "x-uid",
            "x-imap",
            "x-imapbase",
            "x-mozilla-status",
            "x-mozilla-status2",
            "x-mozilla-keys",
            "content-length");
    private static final int MOZILLA_READ = 0x1;
    private static final int MOZILLA_REPLIED = 0x2;
    private static final int MOZILLA_MARKED = 0x4;
    private static final int MOZILLA_EXPUNGED = 0x8;
    private static final int MOZILLA_FORWARDED = 0x1000;

    /// A message without the fields.
    ///
    /// @param internal whether it is not a message but where a mail program keeps its own data, or was
    /// deleted
    record Read(byte[] octets, List<String> flags, boolean internal) {}

    private final List<String> flags = new ArrayList<>();
    private boolean internal;

    private MboxStatus() {}

    static Read read(byte[] message) {
        var status = new MboxStatus();
        var octets = new ByteArrayOutputStream(message.length);
        int at = 0;
        boolean dropping = false;
        while (at < message.length) {
            int end = endOfLine(message, at);
            boolean blank = message[at] == '\n' || (message[at] == '\r' && end == at + 2);
            if (blank) {
                break;
            }
            boolean folded = message[at] == ' ' || message[at] == '\t';
            if (!folded) {
                dropping = status.field(new String(message, at, end - at, StandardCharsets.ISO_8859_1));
            }
            if (!dropping) {
                octets.write(message, at, end - at);
            }
            at = end;
        }
        octets.write(message, at, message.length - at);
        return new Read(octets.toByteArray(), List.copyOf(status.flags), status.internal);
    }

    private static int endOfLine(byte[] message, int from) {
        int end = from;
        while (end < message.length && message[end] != '\n') {
            end++;
        }
        return Math.min(end + 1, message.length);
    }

    /// @return whether the field is one of those
    private boolean field(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            return false;
        }
        var name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        var value = line.substring(colon + 1).strip();
        switch (name) {
            case "status" -> add(value.contains("R"), "\\Seen");
            case "x-status" -> {
                add(value.contains("A"), "\\Answered");
                add(value.contains("F"), "\\Flagged");
                add(value.contains("D"), "\\Deleted");
                add(value.contains("T"), "\\Draft");
            }
            case "x-keywords", "x-mozilla-keys" -> {
                for (var keyword : value.split("\\s+")) {
                    add(!keyword.isEmpty(), keyword);
                }
            }
            case "x-mozilla-status" -> mozilla(value);
            case "x-imap" -> internal = true;
            default -> {
                // only left out
            }
        }
        return FIELDS.contains(name);
    }

    private void mozilla(String value) {
        if (!value.matches("[0-9A-Fa-f]{1,8}")) {
            return;
        }
        int bits = Integer.parseUnsignedInt(value, 16);
        add((bits & MOZILLA_READ) != 0, "\\Seen");
        add((bits & MOZILLA_REPLIED) != 0, "\\Answered");
        add((bits & MOZILLA_MARKED) != 0, "\\Flagged");
        add((bits & MOZILLA_FORWARDED) != 0, "$Forwarded");
        internal |= (bits & MOZILLA_EXPUNGED) != 0;
    }

    private void add(boolean has, String flag) {
        if (has && !flags.contains(flag)) {
            flags.add(flag);
        }
    }

    /// The fields for some flags, each line with its end.
    static String fields(List<String> flags) {
        var own = new StringBuilder();
        var keywords = new ArrayList<String>();
        boolean seen = false;
        for (var flag : flags) {
            switch (flag) {
                case "\\Seen" -> seen = true;
                case "\\Answered" -> own.append('A');
                case "\\Flagged" -> own.append('F');
                case "\\Deleted" -> own.append('D');
                case "\\Draft" -> own.append('T');
                default -> keywords.add(flag);
            }
        }
        return "Status: " + (seen ? "RO" : "O") + "\n"
                + (own.isEmpty() ? "" : "X-Status: " + own + "\n")
                + (keywords.isEmpty() ? "" : "X-Keywords: " + String.join(" ", keywords) + "\n");
    }
}
