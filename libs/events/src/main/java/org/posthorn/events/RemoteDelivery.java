package org.posthorn.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A message for recipients of one domain that is not ours; the value of the record is its signed content.
///
/// @param nextHopDomain whose MX to ask (RFC 5321 §5.1), an A-label
/// @param envelope with the recipients of this domain only
/// @param recipients as in the envelope, each with the forward-path that it came from
/// @param origin decides whether a failure is told to anybody
@EventType(
        value = "org.posthorn.delivery.remote.v1",
        doc = "A message for recipients of one domain in the world; the value is its signed content.")
public record RemoteDelivery(
        MessageId messageId,
        String nextHopDomain,
        MailEnvelope envelope,
        List<RemoteRecipient> recipients,
        Instant acceptedAt,
        Origin origin,
        Optional<String> subject)
        implements Event {

    /// @param address where it goes
    /// @param accepted the forward-path that was accepted
    public record RemoteRecipient(String address, String accepted) {}
}
