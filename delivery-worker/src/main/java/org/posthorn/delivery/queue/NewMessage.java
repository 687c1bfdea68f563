package org.posthorn.delivery.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.Content;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.events.RemoteDelivery;

/// A message that enters the queue.
///
/// @param source names its record: the same again makes no second row
/// @param site whose lane it waits for
/// @param recipients those that are not settled
public record NewMessage(
        String source,
        String site,
        RemoteDelivery delivery,
        Content content,
        Instant expiresAt,
        List<NewRecipient> recipients) {

    /// @param position in the delivery's list
    /// @param due when it is tried, or when the lease of this worker ends
    public record NewRecipient(
            int position,
            RecipientState state,
            int attempts,
            Instant due,
            String reason,
            Optional<Attempt> facts,
            boolean delayTold) {}

    /// The name of a record's delivery. The recipient is part of it, since one message may go to one domain
    /// twice, with different reverse-paths.
    public static String source(String eventId, RemoteDelivery delivery) {
        return eventId + " " + delivery.nextHopDomain() + " "
                + delivery.recipients().getFirst().address();
    }
}
