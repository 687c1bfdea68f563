package org.posthorn.mailbox.search;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongConsumer;

/// A growing list of contents' numbers. As octets it is each number's distance from the one before, in their order.
final class Contents {
    private long[] numbers = new long[2];
    private int count;
    private boolean ordered = true;

    /// Those of some lists.
    static Contents of(List<byte[]> lists) {
        var contents = new Contents();
        lists.forEach(list -> read(list, 0, list.length, contents::add));
        return contents;
    }

    static Contents of(BitSet numbers) {
        var contents = new Contents();
        numbers.stream().forEach(contents::add);
        return contents;
    }

    /// Adds a content, unless it is the last one already.
    ///
    /// @return whether it was not
    boolean add(long content) {
        if (count > 0 && numbers[count - 1] == content) {
            return false;
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        ordered &= count == 0 || numbers[count - 1] < content;
        numbers[count++] = content;
        return true;
    }

    int count() {
        return count;
    }

    long[] toArray() {
        return Arrays.copyOf(numbers, count);
    }

    void clear() {
        count = 0;
        ordered = true;
    }

    /// No content may be in the list twice.
    void writeTo(OctetWriter octets) {
        if (!ordered) {
            Arrays.sort(numbers, 0, count);
            ordered = true;
        }
        long last = 0;
        for (int i = 0; i < count; i++) {
            octets.number(numbers[i] - last);
            last = numbers[i];
        }
    }

    byte[] toOctets() {
        var octets = new OctetWriter();
        writeTo(octets);
        return octets.toArray();
    }

    static void read(byte[] octets, int from, int end, LongConsumer each) {
        var reader = new OctetReader(octets, from, end);
        long content = 0;
        while (reader.hasMore()) {
            content += reader.number();
            each.accept(content);
        }
    }
}
