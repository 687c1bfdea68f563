package org.posthorn.mail;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds line breaks eight octets at a time, by the carry trick of "Hacker's Delight" §6-1: content is scanned once on
/// its
/// way in, and this is most of what that costs.
public final class LineBreaks {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long CRS = '\r' * ONES;
    private static final long LFS = '\n' * ONES;

    private LineBreaks() {}

    /// The index of the first CR or LF in `[from, to)`, or `to`.
    public static int next(byte[] buffer, int from, int to) {
        int i = from;
        int wordsEnd = to - Long.BYTES;
        while (i <= wordsEnd) {
            long word = (long) LONG.get(buffer, i);
            long cr = word ^ CRS;
            long lf = word ^ LFS;
            long hit = (((cr - ONES) & ~cr) | ((lf - ONES) & ~lf)) & HIGHS;
            if (hit != 0) {
                return i + (Long.numberOfTrailingZeros(hit) >>> 3);
            }
            i += Long.BYTES;
        }
        while (i < to && buffer[i] != '\r' && buffer[i] != '\n') {
            i++;
        }
        return i;
    }

    /// Whether every octet of `[from, to)` is below 128.
    public static boolean isSevenBit(byte[] buffer, int from, int to) {
        int i = from;
        int wordsEnd = to - Long.BYTES;
        long seen = 0;
        while (i <= wordsEnd) {
            seen |= (long) LONG.get(buffer, i);
            i += Long.BYTES;
        }
        int rest = 0;
        while (i < to) {
            rest |= buffer[i++];
        }
        return (seen & HIGHS) == 0 && (rest & 0x80) == 0;
    }

    /// Whether an octet of `[from, to)` is NUL.
    public static boolean hasNul(byte[] buffer, int from, int to) {
        int i = from;
        int wordsEnd = to - Long.BYTES;
        long seen = 0;
        while (i <= wordsEnd) {
            long word = (long) LONG.get(buffer, i);
            seen |= (word - ONES) & ~word;
            i += Long.BYTES;
        }
        while (i < to) {
            if (buffer[i++] == 0) {
                return true;
            }
        }
        return (seen & HIGHS) != 0;
    }

    /// The index of the first LF in `[from, to)`, or `to`.
    public static int nextLf(byte[] buffer, int from, int to) {
        int i = from;
        int wordsEnd = to - Long.BYTES;
        while (i <= wordsEnd) {
            long lf = (long) LONG.get(buffer, i) ^ LFS;
            long hit = (lf - ONES) & ~lf & HIGHS;
            if (hit != 0) {
                return i + (Long.numberOfTrailingZeros(hit) >>> 3);
            }
            i += Long.BYTES;
        }
        while (i < to && buffer[i] != '\n') {
            i++;
        }
        return i;
    }
}
