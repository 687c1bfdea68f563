package org.posthorn.gateway.mail;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;

/// What became of a message that an account sent.
@FunctionalInterface
public interface Deliveries {
    /// @param headerId its Message-ID field
    /// @param zone of the reader
    Optional<Delivery> of(AccountId account, String headerId, ZoneId zone);

    /// @param href the page that tells all of it
    /// @param word such as `delivered`
    /// @param tone `good`, `warn`, `bad` or empty
    /// @param open whether something is still to come
    record Delivery(String href, String word, String tone, boolean open, List<Recipient> recipients) {}

    /// @param when it came to this, and when it is tried again, for people
    /// @param said by the last server, or where it was filed
    record Recipient(String address, String word, String tone, String when, String said) {}
}
