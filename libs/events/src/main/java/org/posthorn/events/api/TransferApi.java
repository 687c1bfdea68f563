package org.posthorn.events.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Whole mailboxes on their way in and out: asked of mailbox-service under
/// `/internal/v1/accounts/{accountId}/transfer/` by `mailctl import`, `export`, `account backup` and
/// `account restore`. Messages travel as frames: a JSON value and the octets that belong to it, one after
/// another.
public final class TransferApi {
    private TransferApi() {}

    /// `GET folders` -> [Mailbox].
    ///
    /// @param modSeq the highest of the account (RFC 7162)
    /// @param notes at most 1,000, of 32 KiB each
    public record Mailbox(long modSeq, List<FolderState> folders, List<Note> notes) {}

    /// What a client noted about a folder or the account (RFC 5464).
    ///
    /// @param folder its name; empty is the account
    /// @param entry such as `/private/comment`
    public record Note(String folder, String entry, byte[] value) {}

    /// A folder with what IMAP clients remember of it.
    ///
    /// @param use the special use without backslash, such as `Sent`
    public record FolderState(
            long id,
            String name,
            Optional<String> use,
            boolean subscribed,
            long uidValidity,
            long uidNext,
            long modSeq,
            long messages,
            long bytes) {}

    /// `GET folders/{id}/messages?after=UID&limit=` -> `List<MessageState>`, by UID, at most 1,000.
    ///
    /// @param flags as IMAP writes them
    /// @param savedAt when it came into its folder (RFC 8514)
    /// @param size in octets
    public record MessageState(
            long uid, long modSeq, List<String> flags, Instant receivedAt, Optional<Instant> savedAt, long size) {}

    /// `POST folders/{id}/octets` with [Uids] -> frames of [Uid]: the messages as IMAP shows them. At most
    /// 1,000 are asked for; when they are too many octets for one answer, the first of them come.
    public record Uids(List<Long> uids) {}

    /// Whose octets follow.
    public record Uid(long uid) {}

    /// `POST known` with at most 1,000 keys -> those that were imported before, whatever became of the
    /// messages.
    ///
    /// @param keys 64 hexadecimal digits each, that name a message in the place where it comes from
    public record Keys(List<String> keys) {}

    /// `POST messages?folder=NAME` with frames of [NewMessage] -> [Added]; a folder that is missing is
    /// made. What was imported before is left out. 413 when the mailbox is full.
    ///
    /// @param key as in [Keys]
    public record NewMessage(String key, List<String> flags, Instant receivedAt) {}

    /// How many were new.
    public record Added(int added) {}

    /// `POST restore` -> [Mailbox] with the folders' ids here; 409 when the account has messages. The same
    /// backup again goes on where it was. Then `POST restore/messages?folder=ID` with frames of
    /// [MessageState] -> [Added], and `POST restore/end` -> [Mailbox], which shows everything at once.
    ///
    /// @param backup its id
    public record Restore(String backup, Mailbox mailbox) {}
}
