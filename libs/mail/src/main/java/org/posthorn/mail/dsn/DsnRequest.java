package org.posthorn.mail.dsn;

import java.util.Optional;
import java.util.Set;
import org.posthorn.mail.smtp.Notify;
import org.posthorn.mail.smtp.OriginalRecipient;
import org.posthorn.mail.smtp.Ret;

/// What a sender asked for about one recipient (RFC 3461 §4).
///
/// @param notifyOn          empty when not given
/// @param originalRecipient whom the sender meant
/// @param ret               what to bring back
/// @param envid             the sender's name for the envelope
public record DsnRequest(
        Set<Notify> notifyOn,
        Optional<OriginalRecipient> originalRecipient,
        Optional<Ret> ret,
        Optional<String> envid) {
    public static final DsnRequest NONE =
            new DsnRequest(Set.of(), Optional.empty(), Optional.empty(), Optional.empty());

    /// Whether the sender is to be told of such an outcome. Without NOTIFY, failures are reported and delays may be
    /// (RFC 3461 §4.1).
    public boolean wants(DsnAction action) {
        return switch (action) {
            case FAILED -> notifyOn.isEmpty() || notifyOn.contains(Notify.FAILURE);
            case DELAYED -> notifyOn.isEmpty() || notifyOn.contains(Notify.DELAY);
            case DELIVERED, RELAYED -> notifyOn.contains(Notify.SUCCESS);
        };
    }
}
