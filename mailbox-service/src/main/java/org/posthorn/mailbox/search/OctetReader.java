package org.posthorn.mailbox.search;

/// Reads what [OctetWriter] wrote.
final class OctetReader {
    private final byte[] octets;
    private final int end;
    private int at;

    OctetReader(byte[] octets, int from, int end) {
        this.octets = octets;
        this.at = from;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    long number() {
        long number = 0;
        int shift = 0;
        byte octet = octets[at++];
        while (octet < 0) {
            number |= (long) (octet & 0x7f) << shift;
            shift += 7;
            octet = octets[at++];
        }
        return number | (long) octet << shift;
    }

    void octets(byte[] into, int position, int count) {
        System.arraycopy(octets, at, into, position, count);
        at += count;
    }
}
