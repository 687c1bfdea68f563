package org.posthorn.mailbox.imap.store;

/// The mailbox would hold more than it may (RFC 9208 §4.3); what was under way is undone.
public final class OverQuota extends RuntimeException {
    private static final long serialVersionUID = 1;

    OverQuota() {
        super("over quota", null, false, false);
    }
}
