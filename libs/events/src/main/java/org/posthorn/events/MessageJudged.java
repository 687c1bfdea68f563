package org.posthorn.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Policy's judgement of one accepted message, in words that a person can read.
///
/// @param acceptedAt from MessageAccepted, so that a reader of the timeline needs no join
/// @param origin where it came from
/// @param reversePath of the accepted envelope
/// @param verdict what was decided
/// @param evidence what it rests on
/// @param routes where it goes: each ends in one terminal outcome
/// @param signedBy the DKIM signatures that were added, as `domain/selector/algorithm`
/// @param charge what it costs
/// @param headerMessageId the Message-ID header field, when there is one
/// @param subject the Subject, decoded, at most 200 characters
/// @param headerFrom the first author address of From
@EventType(value = "org.posthorn.mail.judged.v1", doc = "Policy's judgement of one accepted message.")
public record MessageJudged(
        MessageId messageId,
        Instant acceptedAt,
        Instant judgedAt,
        Origin origin,
        String reversePath,
        Verdict verdict,
        List<Evidence> evidence,
        List<Route> routes,
        List<String> signedBy,
        Optional<Charge> charge,
        Optional<String> headerMessageId,
        Optional<String> subject,
        Optional<String> headerFrom)
        implements Event {

    /// One fact that a judgement rests on (RFC 8601 terms).
    ///
    /// @param method such as `spf`, `dkim`, `dmarc`, `arc`, `iprev`
    /// @param result such as `pass`, `fail`, `temperror`
    /// @param detail a short sentence
    /// @param micros how long it took to gather
    public record Evidence(String method, String result, String detail, long micros) {}

    /// What a message costs its sender.
    ///
    /// @param account who pays
    /// @param credits how many
    /// @param entry the ledger entry
    public record Charge(AccountId account, int credits, String entry) {}
}
