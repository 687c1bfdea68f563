/// The states of an IMAP session and what each allows (RFC 9051 §3). Pure: no octets, no stores, no time.
@NullMarked
package org.posthorn.mailbox.imap.session;

import org.jspecify.annotations.NullMarked;
