/// Delivery status notifications (RFC 3461, RFC 3464, RFC 6533): what the sender of a message asked to be told, and the
/// report
/// that tells it, first in words for a person and then in fields for software.
///
/// Invariant: a notification goes to the reverse-path of the message, from the null reverse-path, and there is none for
/// a
/// message that had the null reverse-path itself.
@NullMarked
package org.posthorn.mail.dsn;

import org.jspecify.annotations.NullMarked;
