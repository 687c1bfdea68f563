/// DomainKeys Identified Mail: signing and verifying (RFC 6376) with rsa-sha256 (RFC 8301) and
/// ed25519-sha256 (RFC 8463). Works on the octets of the message as they are on the wire, with CRLF line
/// ends; one pass over the body serves all signatures.
///
/// ARC (RFC 8617) is here too: its chain is made of the same signatures, over the same canonical forms.
///
/// Invariants: a signer covers From twice, so that no second one can be added; a verifier never says
/// pass for rsa-sha1, for a key under 1024 bits or for a signature that leaves From out.
@NullMarked
package org.posthorn.mailauth.dkim;

import org.jspecify.annotations.NullMarked;
