/// Addresses of the envelope: `Mailbox`, `Reverse-path` and `Forward-path` of RFC 5321 §4.1.2, with the
/// internationalised forms of RFC 6531 §3.3.
///
/// Invariants: a [org.posthorn.mail.address.Domain] holds A-labels in lower case, so that two spellings of a domain are
/// equal; a [org.posthorn.mail.address.LocalPart] holds the characters without quoting; `toString` of every type
/// gives the syntax that a parser here reads back to an equal value.
@NullMarked
package org.posthorn.mail.address;

import org.jspecify.annotations.NullMarked;
