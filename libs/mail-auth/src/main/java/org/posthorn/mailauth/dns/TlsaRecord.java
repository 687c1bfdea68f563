package org.posthorn.mailauth.dns;

/// What a zone says about a server's certificate (RFC 6698 §2.1).
///
/// @param usage 2 names a trust anchor, 3 the server's own certificate; 0 and 1 are of no use for mail (RFC
/// 7672 §3.1.3)
/// @param selector 0 for the certificate, 1 for its public key
/// @param matching 0 for the octets themselves, 1 for their SHA-256, 2 for their SHA-512
/// @param data in lower-case hexadecimal digits
public record TlsaRecord(int usage, int selector, int matching, String data) {

    /// A mail client can do something with it (RFC 7672 §3.1).
    public boolean isUsable() {
        return (usage == 2 || usage == 3)
                && (selector == 0 || selector == 1)
                && matching >= 0
                && matching <= 2
                && !data.isEmpty();
    }

    /// As a zone file has it, `3 1 1 ab12…`.
    @Override
    public String toString() {
        return usage + " " + selector + " " + matching + " " + data;
    }
}
