package org.posthorn.mail.sasl;

import org.posthorn.mail.Parsed;

/// The first message of a SCRAM client (RFC 5802 §7): `n,,n=user,r=nonce`.
///
/// @param header what stands before the bare message: no channel binding, perhaps an identity to act as
/// @param bare   the rest, which the proofs cover
/// @param user   the name, decoded
/// @param nonce  of the client
public record ClientFirst(String header, String bare, String user, String nonce) {
    private static final int LONGEST_NONCE = 512;

    public static Parsed<ClientFirst> parse(String message) {
        int first = message.indexOf(',');
        int second = first < 0 ? -1 : message.indexOf(',', first + 1);
        if (second < 0) {
            return Parsed.malformed("Malformed response");
        }
        var binding = message.substring(0, first);
        if (!binding.equals("n") && !binding.equals("y")) {
            return Parsed.malformed("Channel binding is not offered");
        }
        var actFor = message.substring(first + 1, second);
        var bare = message.substring(second + 1);
        var attributes = bare.split(",", -1);
        if (attributes.length < 2 || !attributes[0].startsWith("n=") || !attributes[1].startsWith("r=")) {
            return Parsed.malformed("Malformed response");
        }
        var name = attributes[0].substring(2);
        var nonce = attributes[1].substring(2);
        boolean good = isName(name) && !nonce.isEmpty() && nonce.length() <= LONGEST_NONCE && isPrintable(nonce);
        if (!good || !(actFor.isEmpty() || actFor.equals("a=" + name))) {
            return Parsed.malformed("Malformed response");
        }
        return Parsed.ok(new ClientFirst(message.substring(0, second + 1), bare, decoded(name), nonce));
    }

    /// A comma is written `=2C`, an equals sign `=3D`; nothing else follows an equals sign.
    private static boolean isName(String name) {
        return !name.isEmpty() && !name.replace("=2C", "").replace("=3D", "").contains("=");
    }

    private static String decoded(String name) {
        return name.replace("=2C", ",").replace("=3D", "=");
    }

    private static boolean isPrintable(String nonce) {
        return nonce.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
}
