package org.posthorn.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something changed in an account's mailbox. A reader that missed some asks the mailbox by mod-sequence.
public sealed interface MailboxChange extends Event {
    /// Whose mailbox.
    AccountId account();

    /// The folder in which it changed.
    long folder();

    /// The folder's highest mod-sequence after the change (RFC 7162).
    long modSeq();

    /// When it changed.
    Instant at();

    /// Messages came in.
    ///
    /// @param folderName for people
    /// @param messages what a list shows of each
    /// @param copied when they are copies of messages in another folder
    @EventType(value = "org.posthorn.mailbox.added.v1", doc = "Messages came into a folder.")
    record Added(
            AccountId account,
            long folder,
            String folderName,
            long modSeq,
            Instant at,
            List<AddedMessage> messages,
            Optional<Copied> copied)
            implements MailboxChange {
        /// Messages that are copies of none.
        public Added(
                AccountId account,
                long folder,
                String folderName,
                long modSeq,
                Instant at,
                List<AddedMessage> messages) {
            this(account, folder, folderName, modSeq, at, messages, Optional.empty());
        }
    }

    /// Between which folders messages were copied, by their special uses, such as `Junk`; a spam filter learns from it.
    record Copied(Optional<String> fromUse, Optional<String> toUse) {}

    /// @param id the stored message's id within the account
    /// @param uid its UID in the folder
    /// @param messageId the accepted message, when it came by delivery
    /// @param from the author for people
    /// @param subject decoded
    record AddedMessage(long id, long uid, Optional<MessageId> messageId, String from, String subject) {}

    /// Flags of messages changed.
    @EventType(value = "org.posthorn.mailbox.flagged.v1", doc = "Flags of messages changed.")
    record Flagged(AccountId account, long folder, long modSeq, Instant at, List<Long> uids) implements MailboxChange {}

    /// Messages went to another folder.
    ///
    /// @param to the folder that they went to
    /// @param toUse its special use, such as `Junk`; a spam filter learns from it
    @EventType(value = "org.posthorn.mailbox.moved.v1", doc = "Messages went from one folder to another.")
    record Moved(
            AccountId account,
            long folder,
            long modSeq,
            Instant at,
            List<Long> uids,
            long to,
            Optional<String> fromUse,
            Optional<String> toUse,
            List<Long> ids)
            implements MailboxChange {}

    /// Messages are gone.
    @EventType(value = "org.posthorn.mailbox.expunged.v1", doc = "Messages are gone for good.")
    record Expunged(AccountId account, long folder, long modSeq, Instant at, List<Long> uids)
            implements MailboxChange {}

    /// The list of folders changed, or what a list tells of one.
    ///
    /// @param folder 0 when it is about the account as a whole
    @EventType(
            value = "org.posthorn.mailbox.folders.v1",
            doc = "A folder was made, renamed, deleted, subscribed or annotated.")
    record FoldersChanged(AccountId account, long folder, long modSeq, Instant at) implements MailboxChange {}
}
