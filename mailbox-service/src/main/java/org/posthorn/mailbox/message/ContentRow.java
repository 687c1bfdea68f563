package org.posthorn.mailbox.message;

import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;

/// A row of `content`: the octets of a message with everything that is computed from them.
public final class ContentRow {
    public static final String INSERT = """
            INSERT INTO content (account, content, hash, copies, octets, sent_at, message_id, author, author_address,
                                 recipients, subject, preview, attachments, structure, to_mailbox, cc_mailbox, refs)
            VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private ContentRow() {}

    /// The arguments of [#INSERT], for one copy.
    ///
    /// @param content its number in the account
    public static @Nullable Object[] of(AccountId account, long content, byte[] octets, Analysis a) {
        return new Object[] {
            account,
            content,
            a.hash(),
            octets,
            a.sentAt(),
            a.messageId(),
            a.author(),
            a.authorAddress(),
            a.recipients(),
            a.subject(),
            a.preview(),
            a.attachments(),
            a.structure(),
            a.sortKeys().to(),
            a.sortKeys().cc(),
            a.sortKeys().references()
        };
    }
}
