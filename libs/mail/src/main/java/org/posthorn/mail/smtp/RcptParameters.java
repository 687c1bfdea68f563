package org.posthorn.mail.smtp;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The parameters of `RCPT TO` (RFC 3461 §4.1, §4.2).
///
/// @param notifyOn          when to report; empty set when not given
/// @param originalRecipient whom the sender meant
public record RcptParameters(Set<Notify> notifyOn, Optional<OriginalRecipient> originalRecipient) {
    public static final RcptParameters NONE = new RcptParameters(Set.of(), Optional.empty());

    /// The parameters with the space before each; empty when there are none.
    @Override
    public String toString() {
        var text = new StringBuilder();
        if (!notifyOn.isEmpty()) {
            text.append(" NOTIFY=")
                    .append(Stream.of(Notify.values())
                            .filter(notifyOn::contains)
                            .map(Notify::name)
                            .collect(Collectors.joining(",")));
        }
        originalRecipient.ifPresent(value -> text.append(" ORCPT=").append(value));
        return text.toString();
    }
}
