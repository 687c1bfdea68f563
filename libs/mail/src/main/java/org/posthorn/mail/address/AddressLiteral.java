package org.posthorn.mail.address;

import java.net.InetAddress;
import org.posthorn.mail.Parsed;

/// A machine's address in brackets, `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321 §4.1.3).
/// General address literals are refused: no tag but `IPv6` was ever registered.
///
/// @param address the address behind the literal
public record AddressLiteral(InetAddress address) implements Host {
    private static final String IPV6_TAG = "IPv6:";
    private static final int MAX_LENGTH = 64;

    /// Reads a literal with its brackets.
    public static Parsed<AddressLiteral> parse(String text) {
        if (text.length() < 3 || text.length() > MAX_LENGTH || text.charAt(0) != '[' || !text.endsWith("]")) {
            return Parsed.malformed("An address literal stands in brackets");
        }
        var inner = text.substring(1, text.length() - 1);
        var isV6 = inner.regionMatches(true, 0, IPV6_TAG, 0, IPV6_TAG.length());
        var digits = isV6 ? inner.substring(IPV6_TAG.length()) : inner;
        if (isV6 ? !looksLikeV6(digits) : !isDottedQuad(digits)) {
            return Parsed.malformed("The address literal holds no IPv4 or IPv6 address");
        }
        try {
            return Parsed.ok(new AddressLiteral(InetAddress.ofLiteral(digits)));
        } catch (IllegalArgumentException _) {
            return Parsed.malformed("The address literal holds no IPv4 or IPv6 address");
        }
    }

    @Override
    public String toString() {
        var text = address.getHostAddress();
        return address.getAddress().length == 4 ? "[" + text + "]" : "[" + IPV6_TAG + text + "]";
    }

    /// Four numbers of one to three digits. `InetAddress` alone would also take `[2130706433]`.
    private static boolean isDottedQuad(String text) {
        int dots = 0;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (digits == 0) {
                    return false;
                }
                dots++;
                digits = 0;
            } else if (c < '0' || c > '9' || ++digits > 3) {
                return false;
            }
        }
        return dots == 3 && digits > 0;
    }

    /// Keeps zone identifiers and host names away from `InetAddress`.
    private static boolean looksLikeV6(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ':' && c != '.' && Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return text.indexOf(':') >= 0;
    }
}
