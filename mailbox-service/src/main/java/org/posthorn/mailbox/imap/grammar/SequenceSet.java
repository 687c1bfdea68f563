package org.posthorn.mailbox.imap.grammar;

import java.util.Arrays;

/// A set of sequence numbers or UIDs as a client wrote it (RFC 9051 §9, `sequence-set`).
///
/// @param bounds  pairs of first and last; [#STAR] is `*`, the largest number in use
/// @param saved   whether it is `$`, the saved result of a search (RFC 9051 §6.4.4.1)
public record SequenceSet(long[] bounds, boolean saved) {
    public static final long STAR = 0;
    public static final SequenceSet SAVED = new SequenceSet(new long[0], true);

    /// The set of these pairs.
    public static SequenceSet of(long... bounds) {
        return new SequenceSet(bounds, false);
    }

    /// Pairs of first and last in ascending order without overlaps, `*` replaced by the largest number in use.
    public long[] resolve(long largest) {
        var pairs = new long[bounds.length / 2][];
        for (int i = 0; i < pairs.length; i++) {
            long a = bounds[2 * i] == STAR ? largest : bounds[2 * i];
            long b = bounds[2 * i + 1] == STAR ? largest : bounds[2 * i + 1];
            pairs[i] = new long[] {Math.min(a, b), Math.max(a, b)};
        }
        Arrays.sort(pairs, (left, right) -> Long.compare(left[0], right[0]));
        var merged = new long[bounds.length];
        int used = 0;
        for (var pair : pairs) {
            if (used > 0 && pair[0] <= merged[used - 1] + 1) {
                merged[used - 1] = Math.max(merged[used - 1], pair[1]);
            } else {
                merged[used++] = pair[0];
                merged[used++] = pair[1];
            }
        }
        return Arrays.copyOf(merged, used);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SequenceSet(var otherBounds, var otherSaved)
                && saved == otherSaved
                && Arrays.equals(bounds, otherBounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        return saved ? "$" : Arrays.toString(bounds);
    }
}
