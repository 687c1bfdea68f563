package org.posthorn.policy.quarantine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.Route;

/// A message to hold, or one that is held.
///
/// @param routes for its recipients; never the sender's copy, nor one that leads nowhere
/// @param score of the scanner that caused it, for people
/// @param dangerous whether it may do harm to who opens it, so that only an admin lets it go
/// @param content shared, not copied
@SuppressWarnings("ArrayRecordComponent")
public record HeldMessage(
        MessageAccepted accepted,
        Optional<String> from,
        Optional<String> subject,
        String reason,
        Optional<String> score,
        boolean dangerous,
        Instant heldAt,
        Instant keptUntil,
        List<Route> routes,
        byte[] content) {}
