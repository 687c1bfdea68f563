package org.posthorn.mailbox.imap.grammar;

/// Some of the messages that were found, by their places (RFC 9394 §3.1): from 1, or from -1 backward.
public record PartialRange(long first, long last) implements Command.SearchResult {
    /// The places within so many, from 0: the first, and behind the last.
    public int[] within(int count) {
        long low = first > 0 ? Math.min(first, last) - 1 : count + Math.min(first, last);
        long high = first > 0 ? Math.max(first, last) : count + Math.max(first, last) + 1;
        int from = Math.clamp(low, 0, count);
        return new int[] {from, Math.clamp(high, from, count)};
    }

    /// As it was asked for.
    public String text() {
        return first + ":" + last;
    }
}
