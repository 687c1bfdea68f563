package org.posthorn.mailbox.folder;

import java.util.Locale;
import java.util.Optional;

/// What a folder is for (RFC 6154 §2), and the inbox (RFC 9051 §5.1). The order is that of lists.
public enum SpecialUse {
    INBOX("Inbox", "INBOX"),
    DRAFTS("Drafts", "Drafts"),
    SENT("Sent", "Sent"),
    ARCHIVE("Archive", "Archive"),
    JUNK("Junk", "Junk"),
    TRASH("Trash", "Trash");

    private final String label;
    private final String folderName;

    SpecialUse(String label, String folderName) {
        this.label = label;
        this.folderName = folderName;
    }

    /// As events and the API write it.
    public String label() {
        return label;
    }

    /// What its folder is called at first.
    public String folderName() {
        return folderName;
    }

    /// The use of this label, whatever its case.
    public static Optional<SpecialUse> of(String label) {
        for (var use : values()) {
            if (use.label.toLowerCase(Locale.ROOT).equals(label.toLowerCase(Locale.ROOT))) {
                return Optional.of(use);
            }
        }
        return Optional.empty();
    }
}
