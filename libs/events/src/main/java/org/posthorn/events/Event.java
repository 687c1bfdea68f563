package org.posthorn.events;

/// Anything that is written to a topic of ours.
public sealed interface Event
        permits MessageAccepted,
                MessageRefused,
                SmtpActivity,
                MessageJudged,
                LocalDelivery,
                RemoteDelivery,
                Outcome,
                MailboxChange,
                DirectoryEntry,
                PolicyEntry {}
