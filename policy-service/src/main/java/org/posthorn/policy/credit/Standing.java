package org.posthorn.policy.credit;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.events.AccountId;

/// An account's credits.
///
/// @param available what it may spend
/// @param reserved for messages under way
/// @param lowSince when its balance became low
record Standing(AccountId account, long available, long reserved, Optional<Instant> lowSince) {
    /// After a movement; nothing when there is too little for it.
    Optional<Standing> after(Kind kind, long credits) {
        long spendable = available + share(kind, Kind.Book.AVAILABLE, credits);
        long held = reserved + share(kind, Kind.Book.RESERVED, credits);
        return spendable < 0 || held < 0
                ? Optional.empty()
                : Optional.of(new Standing(account, spendable, held, lowSince));
    }

    /// With the time since when the balance is low, as it is now.
    Standing watched(long low, Instant now) {
        var since = available >= low ? Optional.<Instant>empty() : lowSince.or(() -> Optional.of(now));
        return new Standing(account, available, reserved, since);
    }

    /// What a movement adds to a book.
    static long share(Kind kind, Kind.Book book, long credits) {
        return (kind.to() == book ? credits : 0) - (kind.from() == book ? credits : 0);
    }
}
