package org.posthorn.gateway.content;

import java.util.Optional;

/// The kinds of picture that are shown, recognised by their first octets and not by what a server claims. SVG is none
/// of them: it is a document that can act.
final class PictureType {
    private PictureType() {}

    static Optional<String> of(byte[] octets) {
        if (starts(octets, 0, 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a)) {
            return Optional.of("image/png");
        }
        if (starts(octets, 0, 0xff, 0xd8, 0xff)) {
            return Optional.of("image/jpeg");
        }
        if (starts(octets, 0, 'G', 'I', 'F', '8')) {
            return Optional.of("image/gif");
        }
        if (starts(octets, 0, 'R', 'I', 'F', 'F') && starts(octets, 8, 'W', 'E', 'B', 'P')) {
            return Optional.of("image/webp");
        }
        if (starts(octets, 4, 'f', 't', 'y', 'p', 'a', 'v', 'i', 'f')) {
            return Optional.of("image/avif");
        }
        return Optional.empty();
    }

    private static boolean starts(byte[] octets, int at, int... signature) {
        if (octets.length < at + signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            if ((octets[at + i] & 0xff) != signature[i]) {
                return false;
            }
        }
        return true;
    }
}
