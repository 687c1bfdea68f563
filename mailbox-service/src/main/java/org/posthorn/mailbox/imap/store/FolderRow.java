package org.posthorn.mailbox.imap.store;

import java.util.Optional;
import org.posthorn.mailbox.folder.SpecialUse;

/// A folder with its counters.
///
/// @param modSeq    the highest of its messages and of what is gone from it
/// @param goneSince what left the folder up to this mod-sequence is not remembered
public record FolderRow(
        long id,
        String name,
        Optional<SpecialUse> use,
        boolean subscribed,
        long uidValidity,
        long uidNext,
        long modSeq,
        long messages,
        long unseen,
        long bytes,
        long goneSince) {}
