package org.posthorn.gateway.mail;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;

/// What became of a message that an account sent.
@FunctionalInterface
public interface Deliveries {
    /// @param headerId its Message-ID field
    Optional<Delivery> of(AccountId account, String headerId);

    /// @param href the page that tells all of it
    /// @param word such as `delivered`
    /// @param tone `good`, `warn`, `bad` or empty
    record Delivery(String href, String word, String tone, List<Recipient> recipients) {}

    /// @param said by the last server, or where it was filed
    record Recipient(String address, String word, String tone, String said) {}
}
