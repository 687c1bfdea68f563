package org.posthorn.mailbox.imap.store;

import java.util.Optional;

/// Identifiers of RFC 8474: a letter and a number of the account.
final class ObjectIds {
    private static final int LONGEST = 20;

    private ObjectIds() {}

    static Optional<Long> number(char kind, String id) {
        if (id.length() < 2 || id.length() > LONGEST || id.charAt(0) != kind) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(id, 1, id.length(), 10));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
