package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailbox.imap.store.FlagRow;
import org.posthorn.mailbox.imap.store.SystemFlag;
import org.posthorn.mailbox.imap.wire.ResponseWriter;

/// Flags between IMAP's words and the store's bits and keywords (RFC 9051 §2.3.2).
final class FlagText {
    static final String SYSTEM = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";
    static final String COMMON = SYSTEM + " $Forwarded $MDNSent $Junk $NotJunk $Phishing";

    /// Bits in their order.
    private static final List<String> NAMES = List.of("\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft");

    private static final int LONGEST_KEYWORD = 64;

    private FlagText() {}

    /// Flags that can be stored.
    record Storable(int bits, List<String> keywords) {}

    /// Empty when one is neither a system flag nor a keyword. `\Recent` is left out: clients copy it from old servers.
    static Optional<Storable> parse(List<String> flags) {
        int bits = 0;
        var keywords = new ArrayList<String>();
        for (var flag : flags) {
            int bit = SystemFlag.bit(flag);
            if (bit != 0) {
                bits |= bit;
            } else if (flag.startsWith("\\")) {
                if (!flag.equalsIgnoreCase("\\Recent")) {
                    return Optional.empty();
                }
            } else if (flag.length() > LONGEST_KEYWORD || !flag.chars().allMatch(c -> c < 0x7F)) {
                return Optional.empty();
            } else if (keywords.stream().noneMatch(flag::equalsIgnoreCase)) {
                keywords.add(flag);
            }
        }
        return Optional.of(new Storable(bits, List.copyOf(keywords)));
    }

    static void write(ResponseWriter out, FlagRow row) throws IOException {
        out.text("(");
        boolean first = true;
        for (int i = 0; i < NAMES.size(); i++) {
            if ((row.bits() & 1 << i) != 0) {
                out.text(first ? "" : " ").text(NAMES.get(i));
                first = false;
            }
        }
        for (var keyword : row.keywords()) {
            out.text(first ? "" : " ").text(keyword);
            first = false;
        }
        out.text(")");
    }
}
