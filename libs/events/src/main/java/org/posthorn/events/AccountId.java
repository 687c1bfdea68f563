package org.posthorn.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// An account of ours; it stays when the account's addresses change, and is never used again.
public record AccountId(@JsonValue long value) implements Comparable<AccountId> {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AccountId {}

    @Override
    public int compareTo(AccountId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
