/// The SMTP client (RFC 5321): a pure machine, [org.posthorn.delivery.transport.SmtpMachine], that says for each state
/// and input what follows, and the connection that does it, blocking, on a virtual thread. The mirror of the server in
/// smtp-ingress; both share the grammar of `org.posthorn.mail.smtp`.
///
/// Invariants: every reply and every octet sent has a deadline; what a server said to one recipient never counts for
/// another; once the final dot may have left and no reply came back, the answer is "in doubt", never "failed".
@NullMarked
package org.posthorn.delivery.transport;

import org.jspecify.annotations.NullMarked;
