package org.posthorn.mailbox.imap.fetch;

/// Makes of octets that come piece by piece what is shown of them.
@FunctionalInterface
public interface PieceFilter {
    /// What of the next octets is shown, as far as that is certain.
    ///
    /// @param last whether nothing follows
    byte[] pass(byte[] piece, boolean last);
}
