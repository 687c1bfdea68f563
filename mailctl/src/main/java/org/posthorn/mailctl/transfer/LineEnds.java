package org.posthorn.mailctl.transfer;

import java.io.ByteArrayOutputStream;

/// Line ends of messages: CRLF in mail (RFC 5322 §2.1), LF in files.
final class LineEnds {
    private LineEnds() {}

    /// With CRLF for each LF that stands alone.
    static byte[] crlf(byte[] octets) {
        int bare = 0;
        for (int i = 0; i < octets.length; i++) {
            bare += octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r') ? 1 : 0;
        }
        if (bare == 0) {
            return octets;
        }
        var normal = new byte[octets.length + bare];
        int to = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r')) {
                normal[to++] = '\r';
            }
            normal[to++] = octets[i];
        }
        return normal;
    }

    /// With LF for each CRLF.
    static byte[] lf(byte[] octets) {
        var plain = new ByteArrayOutputStream(octets.length);
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] != '\r' || i + 1 == octets.length || octets[i + 1] != '\n') {
                plain.write(octets[i]);
            }
        }
        return plain.toByteArray();
    }
}
