package org.posthorn.policy.lists;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Which of the two lists.
enum ListName {
    BLOCKLIST("Blocked", "Unblocked", "blocked:"),
    ALLOWLIST("Allowed", "No longer allowed", "allowed:");

    private final String added;
    private final String removed;
    private final String keyPrefix;

    ListName(String added, String removed, String keyPrefix) {
        this.added = added;
        this.removed = removed;
        this.keyPrefix = keyPrefix;
    }

    /// As in addresses of the API.
    static Optional<ListName> of(String text) {
        return Arrays.stream(values()).filter(list -> list.text().equals(text)).findFirst();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What was done, for the log.
    String added() {
        return added;
    }

    String removed() {
        return removed;
    }

    /// The compaction key of an entry.
    String key(String subject) {
        return keyPrefix + subject;
    }
}
