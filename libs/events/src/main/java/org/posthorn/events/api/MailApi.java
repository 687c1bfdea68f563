package org.posthorn.events.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An account's folders and messages: asked of mailbox-service under `/internal/v1/accounts/{accountId}/`, where
/// `accountId` is the number.
public final class MailApi {
    private MailApi() {}

    /// `GET folders` -> `List<Folder>`, special ones first; `POST folders` with [NewFolder]; `PATCH folders/{id}` with
    /// [NewFolder] renames; `DELETE folders/{id}`.
    ///
    /// @param use the special use (RFC 6154) without backslash: `Inbox`, `Sent`, `Drafts`, `Junk`, `Trash`,
    /// `Archive`
    public record Folder(
            long id, String name, Optional<String> use, long messages, long unseen, long bytes, long modSeq) {}

    /// A new name; hierarchy separator `/`.
    public record NewFolder(String name) {}

    /// `GET folders/{id}/messages?cursor=&limit=&view=all|unread|starred` -> `Page<MessageRow>`, newest first.
    /// `id` may also be a special use in lower case, such as `inbox`.
    ///
    /// @param id within the account; it stays when the message moves
    /// @param thread the same for messages of one conversation
    /// @param flags IMAP flags and keywords: `\Seen`, `\Flagged`, `$Forwarded`
    /// @param from the author for people: display name, or the address
    /// @param preview the beginning of the text, at most 200 characters
    public record MessageRow(
            long id,
            long uid,
            long thread,
            Instant date,
            String from,
            String fromAddress,
            List<String> to,
            String subject,
            String preview,
            boolean attachments,
            long size,
            List<String> flags,
            long folder) {}

    /// `GET folders/{id}/conversations?cursor=&limit=&view=` -> `Page<Conversation>`: the folder's
    /// conversations, each by its newest message there. `GET folders/{id}/ids?view=&limit=` -> the
    /// numbers of the folder's messages, newest first, at most 20,000; with `thread=1,2` only those
    /// of these conversations.
    ///
    /// @param messages how many belong to it, those in Trash and Junk left out, unless this is
    /// that folder; at most 101 are counted, which means more than 100
    /// @param unread whether one of them is
    /// @param authors of them, each once, the oldest first
    public record Conversation(
            MessageRow newest, int messages, boolean unread, boolean starred, List<Address> authors) {}

    /// `GET messages/{id}` -> [MessageView]; the octets: `GET messages/{id}/raw`; a decoded part:
    /// `GET messages/{id}/parts/{number}` (with its content type and file name as answer headers).
    ///
    /// @param messageId the Message-ID field with brackets
    /// @param references for a reply's References
    /// @param text the best text part, decoded, at most 1 MiB; absent when there is none
    /// @param html the best HTML part, decoded, at most 2 MiB, not sanitised
    public record MessageView(
            MessageRow row,
            Optional<String> messageId,
            List<String> references,
            List<Address> from,
            List<Address> replyTo,
            List<Address> to,
            List<Address> cc,
            List<Address> bcc,
            Optional<String> text,
            Optional<String> html,
            List<Part> parts,
            List<String> authenticationResults) {}

    /// @param name for people; empty when there is none
    /// @param address `local@domain`
    public record Address(String name, String address) {}

    /// An attachment or an inline picture.
    ///
    /// @param number as IMAP numbers it, such as `2` or `1.2`
    /// @param contentId without brackets, for `cid:`
    /// @param inline it belongs into the HTML
    /// @param size octets once Base64 is taken off
    public record Part(
            String number,
            String contentType,
            Optional<String> fileName,
            Optional<String> contentId,
            boolean inline,
            long size) {}

    /// `GET threads/{thread}?around=` -> [ConversationView]: those around the message of that number,
    /// else the newest.
    ///
    /// @param messages oldest first, at most 100
    /// @param whole how many the conversation has, wherever they lie
    /// @param older the next older one, when there are more: `around` it are others
    /// @param newer the next newer one, when there are more
    public record ConversationView(
            List<MessageView> messages, long whole, Optional<Long> older, Optional<Long> newer) {}

    /// `POST messages/flags` with [FlagChange] -> [Flagged].
    public record FlagChange(List<Long> ids, List<String> add, List<String> remove) {}

    /// The messages whose flags were other ones before, for undo.
    public record Flagged(List<Long> ids) {}

    /// `POST messages/move` with [Move] -> [Moved]; a deletion moves to Trash, `expunge` true deletes for good.
    ///
    /// @param folder an id or a special use in lower case
    public record Move(List<Long> ids, String folder) {}

    /// Where they had been, for undo.
    public record Moved(List<Move> undo) {}

    /// `GET search?query=&cursor=&limit=` -> `Page<MessageRow>`, newest first, from all folders but Trash and
    /// Junk unless `in:` names one. Words are found anywhere in words, without regard to case and accents.
    /// Operators: `from:`, `to:`, `cc:`, `subject:`, `has:attachment`, `before:` and `after:` with a day such as
    /// `2026-01-31`, `in:` with the name or use of a folder, `is:unread`, `is:read`, `is:starred`,
    /// `is:answered`; `-` turns a term round, double quotes hold words together, of which each must be there.
    /// 400 with a sentence when it cannot be read.
    ///
    /// `POST /internal/v1/index/rebuild` and `POST /internal/v1/accounts/{address}/index/rebuild` ->
    /// [Rebuilt]: the index is made anew in the background; meanwhile searches read messages.
    public record Rebuilt(long accounts) {}

    /// How far the index is: `GET /internal/v1/index` counts accounts, `GET /internal/v1/accounts/{address}/index` the
    /// numbers of contents, of which some may be gone.
    public record IndexState(long done, long whole) {}

    /// `POST messages/expunge` with [Expunge] -> 204: gone for good.
    public record Expunge(List<Long> ids) {}

    /// `POST folders/{id}/messages?flags=\Draft,\Seen&replaces=ID` with the octets as body (`message/rfc822`) ->
    /// [Appended]: for drafts; `replaces` is removed in the same transaction.
    public record Appended(long id, long uid) {}
}
