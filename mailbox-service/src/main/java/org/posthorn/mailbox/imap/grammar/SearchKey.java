package org.posthorn.mailbox.imap.grammar;

import java.time.LocalDate;
import java.util.List;

/// What SEARCH looks for (RFC 9051 §6.4.4).
public sealed interface SearchKey {
    record All() implements SearchKey {}

    /// Nothing: `RECENT`, since no message of ours is recent (RFC 9051 gave that flag up).
    record None() implements SearchKey {}

    record And(List<SearchKey> keys) implements SearchKey {}

    record Or(SearchKey left, SearchKey right) implements SearchKey {}

    record Not(SearchKey key) implements SearchKey {}

    /// @param flag such as `\Seen`, or a keyword
    record Flag(String flag) implements SearchKey {}

    record Sequence(SequenceSet set) implements SearchKey {}

    record Uid(SequenceSet set) implements SearchKey {}

    /// A substring of a header field; empty text asks whether the field is there.
    record Header(String field, String text) implements SearchKey {}

    record Body(String text) implements SearchKey {}

    record Text(String text) implements SearchKey {}

    record Date(Clock clock, Comparison comparison, LocalDate day) implements SearchKey {}

    record Larger(long octets) implements SearchKey {}

    record Smaller(long octets) implements SearchKey {}

    /// RFC 7162 §3.1.5.
    record ModSeq(long atLeast) implements SearchKey {}

    /// RFC 5032: arrived within so many seconds, or before.
    record Within(boolean younger, long seconds) implements SearchKey {}

    /// RFC 8474 §5.
    record ObjectId(boolean thread, String id) implements SearchKey {}

    /// Which date of a message is compared.
    enum Clock {
        /// The internal date.
        RECEIVED,
        /// The Date field.
        SENT,
        /// When it came into its folder (RFC 8514 §4.3).
        SAVED
    }

    /// How days are compared.
    enum Comparison {
        BEFORE,
        ON,
        SINCE
    }
}
