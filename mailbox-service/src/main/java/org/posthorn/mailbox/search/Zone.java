package org.posthorn.mailbox.search;

import java.util.EnumSet;
import java.util.Set;

/// Where in a message a word stands.
public enum Zone {
    /// Text parts, and names of attachments.
    BODY(0),
    SUBJECT(1),
    FROM(2),
    TO(3),
    CC(4),
    BCC(5),
    /// Other header fields that people read.
    OTHER(6);

    /// What people read of a message, as IMAP's `TEXT` means it.
    public static final Set<Zone> ALL = Set.copyOf(EnumSet.allOf(Zone.class));

    /// Numbers are less than this.
    static final int COUNT = 7;

    /// Stored in the index: it stays.
    private final int number;

    Zone(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
