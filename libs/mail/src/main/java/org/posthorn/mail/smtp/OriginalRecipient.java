package org.posthorn.mail.smtp;

/// The value of `ORCPT` (RFC 3461 §4.2): whom the sender meant before any forwarding.
///
/// @param addressType `rfc822` or `utf-8` (RFC 6533 §3)
/// @param address     decoded from xtext
public record OriginalRecipient(String addressType, String address) {

    /// As in the command: `rfc822;alice@example.com`, the address in xtext.
    @Override
    public String toString() {
        return addressType + ";" + Xtext.encode(address);
    }
}
