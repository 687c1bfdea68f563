package org.posthorn.mail.message;

import java.util.Arrays;

/// Takes a content transfer encoding off octets that come piece by piece (RFC 2045 §6). All pieces together give what
/// [TransferEncoding#decode] gives of the whole, and memory is needed for one piece only.
public final class TransferDecoder {
    /// White space that is kept until the end of its line says whether it was meant; more of it is taken as meant.
    private static final int LONGEST_KEPT = 64 * 1024;

    private static final byte[] NOTHING = new byte[0];

    private final Encoding encoding;
    private final TransferEncoding.Base64Run base64 = new TransferEncoding.Base64Run();
    /// Quoted-printable whose meaning hangs on what comes next.
    private byte[] rest = NOTHING;

    private enum Encoding {
        BASE64,
        QUOTED_PRINTABLE,
        NONE
    }

    /// @param encoding its name; unknown names decode to the octets themselves
    public TransferDecoder(String encoding) {
        this.encoding = switch (TransferEncoding.name(encoding)) {
            case "base64" -> Encoding.BASE64;
            case "quoted-printable" -> Encoding.QUOTED_PRINTABLE;
            default -> Encoding.NONE;
        };
    }

    /// What the next octets mean, as far as that is certain.
    ///
    /// @param last whether nothing follows
    public byte[] decode(byte[] piece, boolean last) {
        return switch (encoding) {
            case BASE64 -> base64.decode(piece, 0, piece.length);
            case QUOTED_PRINTABLE -> quotedPrintable(piece, last);
            case NONE -> piece;
        };
    }

    private byte[] quotedPrintable(byte[] piece, boolean last) {
        var octets = Arrays.copyOf(rest, rest.length + piece.length);
        System.arraycopy(piece, 0, octets, rest.length, piece.length);
        int end = last ? octets.length : certain(octets);
        rest = Arrays.copyOfRange(octets, end, octets.length);
        return TransferEncoding.decodeQuotedPrintable(octets, 0, end);
    }

    /// How many octets mean the same whatever follows: whole lines; of a very long line all but white space at the end
    /// and an escape that has only begun.
    private static int certain(byte[] octets) {
        int end = octets.length;
        while (end > 0 && octets[end - 1] != '\n') {
            end--;
        }
        if (end > 0) {
            return end;
        }
        end = octets.length;
        if (end > 1 && octets[end - 2] == '=') {
            end -= 2;
        }
        while (end > 0 && (octets[end - 1] == '=' || isSpace(octets[end - 1]))) {
            end--;
        }
        return octets.length - end > LONGEST_KEPT ? octets.length : end;
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r';
    }
}
