package org.posthorn.events;

import java.util.List;
import java.util.Optional;

/// One accepted forward-path with what the client asked for it (RFC 3461).
///
/// @param address the forward-path without brackets
/// @param notifyOn NOTIFY: `NEVER`, or some of `SUCCESS`, `FAILURE`, `DELAY`; empty when not given
/// @param originalRecipient ORCPT as given, such as `rfc822;bob@example.com`
public record Recipient(String address, List<String> notifyOn, Optional<String> originalRecipient) {
    /// A recipient without wishes.
    public static Recipient of(String address) {
        return new Recipient(address, List.of(), Optional.empty());
    }
}
