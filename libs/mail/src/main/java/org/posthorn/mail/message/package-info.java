/// Messages as octets (RFC 5322, RFC 2045 to 2049): reading the header section and the structure without changing or
/// copying
/// the content, and composing new messages.
///
/// Invariants: octets that came in are never rewritten; a reader takes any input, however broken, and gives the best
/// reading of it within its limits; what is composed keeps the standards' line lengths and alphabets.
@NullMarked
package org.posthorn.mail.message;

import org.jspecify.annotations.NullMarked;
