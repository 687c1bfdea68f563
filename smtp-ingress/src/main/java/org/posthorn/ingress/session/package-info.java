/// The SMTP dialogue of one connection as a pure state machine (RFC 5321 §4.1.4): a command or an answer goes in, the
/// next
/// state and something to do come out. Nothing here reads, writes, waits or knows the time.
@NullMarked
package org.posthorn.ingress.session;

import org.jspecify.annotations.NullMarked;
