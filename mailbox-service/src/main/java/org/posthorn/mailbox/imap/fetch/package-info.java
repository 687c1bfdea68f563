/// What FETCH answers: envelopes, structures and octets of messages in IMAP's syntax (RFC 9051 §7.5.2).
@NullMarked
package org.posthorn.mailbox.imap.fetch;

import org.jspecify.annotations.NullMarked;
