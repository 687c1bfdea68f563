package org.posthorn.mailbox.filing;

/// The counters of a locked mailbox while a batch is filed; confined to the loop's thread.
final class MailboxState {
    private final long account;
    private final long modSeq;
    private long nextMessage;
    private long messages;
    private long bytes;

    /// @param modSeq of everything that the batch changes in it
    MailboxState(long account, long nextMessage, long modSeq) {
        this.account = account;
        this.nextMessage = nextMessage;
        this.modSeq = modSeq;
    }

    /// Takes the next message's id.
    long take(long size) {
        messages++;
        bytes += size;
        return nextMessage++;
    }

    long account() {
        return account;
    }

    long modSeq() {
        return modSeq;
    }

    long nextMessage() {
        return nextMessage;
    }

    /// Added by the batch.
    long messages() {
        return messages;
    }

    /// Added by the batch.
    long bytes() {
        return bytes;
    }
}
