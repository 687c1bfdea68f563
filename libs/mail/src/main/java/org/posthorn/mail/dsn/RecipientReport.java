package org.posthorn.mail.dsn;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.smtp.EnhancedStatus;
import org.posthorn.mail.smtp.OriginalRecipient;
import org.posthorn.mail.smtp.Reply;

/// What became of one recipient.
///
/// @param recipient         the forward-path at the end
/// @param originalRecipient whom the sender meant, when the sender said so
/// @param status            as RFC 3463 names it
/// @param reason            our own words when no server said anything: `no server for sink9.test could be found`
/// @param remoteServer      whose reply it was; absent when no server said anything
/// @param remoteReply       what it said
/// @param lastAttempt       when
/// @param retryUntil        when we give up, for a delay
public record RecipientReport(
        MailboxAddress recipient,
        Optional<OriginalRecipient> originalRecipient,
        DsnAction action,
        EnhancedStatus status,
        String reason,
        Optional<String> remoteServer,
        Optional<Reply> remoteReply,
        Instant lastAttempt,
        Optional<Instant> retryUntil) {}
