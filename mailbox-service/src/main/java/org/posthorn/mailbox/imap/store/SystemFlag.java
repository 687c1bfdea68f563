package org.posthorn.mailbox.imap.store;

import java.util.Locale;
import org.posthorn.mailbox.message.Flags;

/// The bits of system flags (RFC 9051 §2.3.2).
public final class SystemFlag {
    private SystemFlag() {}

    /// The bit of a system flag, whatever its case; 0 for everything else.
    public static int bit(String flag) {
        return switch (flag.toLowerCase(Locale.ROOT)) {
            case "\\seen" -> Flags.SEEN;
            case "\\answered" -> Flags.ANSWERED;
            case "\\flagged" -> Flags.FLAGGED;
            case "\\deleted" -> Flags.DELETED;
            case "\\draft" -> Flags.DRAFT;
            default -> 0;
        };
    }
}
