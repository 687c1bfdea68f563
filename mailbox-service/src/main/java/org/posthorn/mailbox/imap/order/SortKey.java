package org.posthorn.mailbox.imap.order;

import java.text.Normalizer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.posthorn.mailbox.imap.grammar.Command.SortOrder;

/// What one message is compared by in one column of a SORT (RFC 5256 §3). Keys of one column are of one kind.
public sealed interface SortKey extends Comparable<SortKey> {
    record Amount(long number) implements SortKey {
        public static Amount of(Instant time) {
            return new Amount(time.toEpochMilli());
        }
    }

    /// @param folded as `i;unicode-casemap` compares it (RFC 5051)
    record Text(String folded) implements SortKey {
        public static Text of(String text) {
            return new Text(fold(text));
        }
    }

    /// A message with its keys, in the order of the columns.
    record Keyed(long uid, List<SortKey> keys) {}

    @Override
    default int compareTo(SortKey other) {
        return switch (this) {
            case Amount(var number) -> Long.compare(number, ((Amount) other).number);
            case Text(var folded) -> folded.compareTo(((Text) other).folded);
        };
    }

    /// The order that a SORT asks for; messages that are the same in it stand in the order of their numbers.
    static Comparator<Keyed> comparator(List<SortOrder> orders) {
        return (a, b) -> {
            for (int i = 0; i < orders.size(); i++) {
                int order = a.keys.get(i).compareTo(b.keys.get(i));
                if (order != 0) {
                    return orders.get(i).reverse() ? -order : order;
                }
            }
            return Long.compare(a.uid, b.uid);
        };
    }

    private static String fold(String text) {
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        return (ascii ? text : Normalizer.normalize(text, Normalizer.Form.NFKD)).toUpperCase(Locale.ROOT);
    }
}
