package org.posthorn.runtime.backup;

/// A backup cannot be used, or not here; the message is one sentence that says why and what to do.
public final class BackupRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BackupRefused(String sentence) {
        super(sentence);
    }
}
