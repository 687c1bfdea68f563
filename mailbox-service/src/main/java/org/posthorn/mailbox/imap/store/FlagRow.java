package org.posthorn.mailbox.imap.store;

import java.util.List;

/// The flags of a message.
///
/// @param bits the system flags, as in [org.posthorn.mailbox.message.Flags]
public record FlagRow(long uid, int bits, List<String> keywords, long modSeq) {}
