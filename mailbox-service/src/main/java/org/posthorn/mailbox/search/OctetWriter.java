package org.posthorn.mailbox.search;

import java.util.Arrays;

/// Octets under construction. Numbers take seven bits of each octet, the lowest first.
final class OctetWriter {
    private byte[] octets = new byte[256];
    private int length;

    /// @param number not negative
    void number(long number) {
        reserve(Long.BYTES + 2);
        long rest = number;
        while (rest > 0x7f) {
            octets[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        octets[length++] = (byte) rest;
    }

    void octets(byte[] from, int at, int count) {
        reserve(count);
        System.arraycopy(from, at, octets, length, count);
        length += count;
    }

    private void reserve(int count) {
        if (length + count > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + count));
        }
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    byte[] toArray() {
        return Arrays.copyOf(octets, length);
    }
}
