package org.posthorn.policy.quarantine;

/// The allowlist as the quarantine sees it.
public interface AllowedSenders {
    /// Whether a reverse-path is on it.
    boolean has(String reversePath);

    /// Puts a reverse-path on it.
    void add(String reversePath, String reason, String by);
}
