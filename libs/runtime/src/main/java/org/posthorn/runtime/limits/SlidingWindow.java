package org.posthorn.runtime.limits;

import java.util.Arrays;

/// What happened to one subject within a window that ends now, as times and counts. Exact until it has some hundred
/// different times; then neighbouring times become the later one, so that it counts rather a little too long than
/// too short, and its memory is bounded whatever the limit is. Confined to one thread.
final class SlidingWindow {
    private static final int MOST_TIMES = 512;

    private long[] times = new long[4];
    private int[] counts = new int[4];
    private int size;
    private long total;

    /// How often, counting from behind a time.
    long since(long before) {
        int gone = 0;
        while (gone < size && times[gone] <= before) {
            total -= counts[gone];
            gone++;
        }
        if (gone > 0) {
            size -= gone;
            System.arraycopy(times, gone, times, 0, size);
            System.arraycopy(counts, gone, counts, 0, size);
        }
        return total;
    }

    /// Adds at a time; what others counted may come late.
    void add(long time, int count) {
        int at = size;
        while (at > 0 && times[at - 1] > time) {
            at--;
        }
        total += count;
        if (at > 0 && times[at - 1] == time) {
            counts[at - 1] += count;
            return;
        }
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
        }
        System.arraycopy(times, at, times, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        times[at] = time;
        counts[at] = count;
        size++;
        if (size > MOST_TIMES) {
            coarsen();
        }
    }

    /// Takes back one that was added at a time.
    void takeBack(long time) {
        for (int i = 0; i < size; i++) {
            if (times[i] >= time) {
                counts[i]--;
                total--;
                if (counts[i] == 0) {
                    size--;
                    System.arraycopy(times, i + 1, times, i, size - i);
                    System.arraycopy(counts, i + 1, counts, i, size - i);
                }
                return;
            }
        }
    }

    /// The last time at which something happened.
    long last() {
        return size == 0 ? Long.MIN_VALUE : times[size - 1];
    }

    private void coarsen() {
        int kept = 0;
        for (int i = 0; i < size; i += 2) {
            boolean paired = i + 1 < size;
            times[kept] = times[paired ? i + 1 : i];
            counts[kept] = counts[i] + (paired ? counts[i + 1] : 0);
            kept++;
        }
        size = kept;
    }
}
