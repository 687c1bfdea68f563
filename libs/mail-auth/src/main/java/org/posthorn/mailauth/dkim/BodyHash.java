package org.posthorn.mailauth.dkim;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 of a body in canonical form (RFC 6376 §3.4.3, §3.4.4), fed in pieces of any size.
///
/// Trailing empty lines are not hashed, so line ends are counted and only written when something follows;
/// in relaxed form the same holds for a run of blanks, which becomes one space or, before a line end, nothing.
final class BodyHash {
    static final long WHOLE_BODY = Long.MAX_VALUE;

    private final Canonicalization canonicalization;
    private final MessageDigest digest = sha256();
    private final byte[] buffer = new byte[8192];
    private int buffered;
    private long room;
    private long seen;
    private long lineEnds;
    private boolean blank;
    private boolean cr;
    private boolean wroteAny;

    /// @param limit octets of the canonical body that are hashed (the `l=` tag)
    BodyHash(Canonicalization canonicalization, long limit) {
        this.canonicalization = canonicalization;
        this.room = limit;
    }

    static byte[] of(Canonicalization canonicalization, byte[] message, int bodyStart) {
        var hash = new BodyHash(canonicalization, WHOLE_BODY);
        hash.update(message, bodyStart, message.length - bodyStart);
        return hash.finish();
    }

    void update(byte[] octets, int offset, int length) {
        var end = offset + length;
        var i = offset;
        while (i < end) {
            var runEnd = plainRun(octets, i, end);
            if (runEnd > i) {
                content(octets, i, runEnd - i);
                i = runEnd;
            } else {
                special(octets, i);
                i++;
            }
        }
    }

    byte[] finish() {
        if (cr) {
            cr = false;
            content(CR, 0, 1);
        }
        if (wroteAny || canonicalization == Canonicalization.SIMPLE) {
            write(CRLF, 0, 2);
        }
        digest.update(buffer, 0, buffered);
        return digest.digest();
    }

    /// Octets of the canonical body so far, hashed or past the limit.
    long canonicalLength() {
        return seen;
    }

    private int plainRun(byte[] octets, int from, int end) {
        if (cr) {
            return from;
        }
        var i = from;
        if (canonicalization == Canonicalization.SIMPLE) {
            while (i < end && octets[i] != '\r') {
                i++;
            }
        } else {
            while (i < end && octets[i] != '\r' && octets[i] != ' ' && octets[i] != '\t') {
                i++;
            }
        }
        return i;
    }

    private void special(byte[] octets, int at) {
        var b = octets[at];
        if (cr && b == '\n') {
            cr = false;
            blank = false;
            lineEnds++;
            return;
        }
        if (cr) {
            cr = false;
            content(CR, 0, 1);
        }
        if (b == '\r') {
            cr = true;
        } else if (canonicalization == Canonicalization.RELAXED && HeaderBlock.isBlank(b)) {
            blank = true;
        } else {
            content(octets, at, 1);
        }
    }

    private void content(byte[] octets, int offset, int length) {
        for (; lineEnds > 0; lineEnds--) {
            write(CRLF, 0, 2);
        }
        if (blank) {
            blank = false;
            write(SPACE, 0, 1);
        }
        wroteAny = true;
        write(octets, offset, length);
    }

    private void write(byte[] octets, int offset, int length) {
        seen += length;
        var allowed = (int) Math.min(length, room);
        room -= allowed;
        if (allowed > buffer.length - buffered) {
            digest.update(buffer, 0, buffered);
            buffered = 0;
        }
        if (allowed > buffer.length) {
            digest.update(octets, offset, allowed);
        } else {
            System.arraycopy(octets, offset, buffer, buffered, allowed);
            buffered += allowed;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static final byte[] CR = {'\r'};
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] SPACE = {' '};
}
