package org.posthorn.mailbox.filing;

import org.posthorn.events.LocalDelivery;
import org.posthorn.events.Purpose;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.mailbox.message.Analysis;
import org.posthorn.mailbox.message.Flags;

/// A message on its way into an account.
///
/// @param delivery  what policy decided
/// @param octets    the message as it was accepted
/// @param prepended header fields that delivery puts above it
/// @param analysis  what was computed from the octets
record Arrival(LocalDelivery delivery, byte[] octets, byte[] prepended, Analysis analysis) {
    long account() {
        return delivery.account().value();
    }

    long size() {
        return (long) prepended.length + octets.length;
    }

    SpecialUse use() {
        return delivery.folderHint().flatMap(SpecialUse::of).orElse(SpecialUse.INBOX);
    }

    /// The sender has seen what the sender sent.
    int flags() {
        return delivery.purpose() == Purpose.SENT ? Flags.SEEN : 0;
    }

    boolean unseen() {
        return (flags() & Flags.SEEN) == 0;
    }

    FilingStore.Key key() {
        return new FilingStore.Key(account(), delivery.messageId().value(), code(delivery.purpose()));
    }

    /// As the table `delivered` has it.
    private static int code(Purpose purpose) {
        return switch (purpose) {
            case INBOX -> 0;
            case SENT -> 1;
        };
    }
}
