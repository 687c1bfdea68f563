package org.posthorn.delivery.source;

import java.time.LocalDate;

/// Counts the messages of sources that warm up.
public interface WarmUpCounts {
    /// Counts one more message, if the day still allows it.
    ///
    /// @param most messages of the source to the site on the day
    /// @return false when they are sent already
    boolean take(LocalDate day, String source, String site, int most);

    /// The message did not go after all.
    void giveBack(LocalDate day, String source, String site);

    /// Days before this one are over.
    void forgetBefore(LocalDate day);
}
