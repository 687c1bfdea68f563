package org.posthorn.mailbox.quota;

import java.util.Optional;

/// How full a mailbox is, as the column `quota_level` numbers it.
enum QuotaLevel {
    /// Below 70 %: earlier warnings are forgotten.
    ROOMY(0),
    /// From 70 %. Who comes down to here and goes up again is not warned again.
    CALM(1),
    /// From 80 %.
    FILLING(2),
    /// From 95 %.
    NEARLY_FULL(3),
    /// From 100 %: new mail is refused.
    FULL(4);

    private final int number;

    QuotaLevel(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static QuotaLevel of(int number) {
        return values()[number];
    }

    /// The level to warn of; a warning is given once until the mailbox was roomy again.
    ///
    /// @param warned the highest level that was warned of
    Optional<QuotaLevel> warning(QuotaLevel warned) {
        return compareTo(FILLING) >= 0 && compareTo(warned) > 0 ? Optional.of(this) : Optional.empty();
    }

    /// The highest level that was warned of, after [#warning].
    QuotaLevel warned(QuotaLevel before) {
        return this == ROOMY ? ROOMY : warning(before).orElse(before);
    }
}
