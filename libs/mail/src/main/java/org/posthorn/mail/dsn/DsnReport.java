package org.posthorn.mail.dsn;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.smtp.Ret;

/// A notification to be written: one message, some of its recipients.
///
/// @param reporter   our own name
/// @param to         the reverse-path of the message
/// @param messageId  of the notification, without brackets
/// @param at         when it is written
/// @param arrivedAt  when the message was accepted
/// @param envid      the sender's name for the envelope
/// @param ret        what to bring back; the header section when the sender did not say
/// @param recipients at least one
/// @param original   the octets of the message
public record DsnReport(
        Domain reporter,
        MailboxAddress to,
        String messageId,
        Instant at,
        Instant arrivedAt,
        Optional<String> envid,
        Optional<Ret> ret,
        List<RecipientReport> recipients,
        byte[] original) {}
