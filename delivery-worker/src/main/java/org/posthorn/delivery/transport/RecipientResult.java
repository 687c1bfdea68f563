package org.posthorn.delivery.transport;

import org.posthorn.mail.smtp.Reply;

/// What one transaction did for one recipient.
public sealed interface RecipientResult {

    /// The server took responsibility (RFC 5321 §6.1).
    ///
    /// @param relayedWithoutDsn it does not know DSN: notice of success is ours to give (RFC 3461 §6.2.4)
    record Accepted(Reply reply, boolean relayedWithoutDsn) implements RecipientResult {}

    /// The server said no; its code tells for how long.
    ///
    /// @param to the command that it answered
    record Refused(Reply reply, String to) implements RecipientResult {
        /// RFC 5321 §4.5.3.1.10: one transaction has too many recipients; 552 says so in the mouth of old servers. A
        /// server that says something else by an enhanced status, such as 5.2.2 (mailbox full), is believed.
        public boolean isTooMany() {
            var status = reply.status();
            boolean silent = status.isNone() || (status.subject() == 5 && status.detail() == 3);
            return to.equals("RCPT") && (reply.code() == 452 || reply.code() == 552) && silent;
        }

        /// Trying again would bring the same.
        public boolean isLasting() {
            return reply.severity() == Reply.Severity.PERMANENT && !isTooMany();
        }
    }

    /// The server cannot take this message at all, by what it offers; nothing was sent.
    record Unsuitable(Cause.Ours cause) implements RecipientResult {}

    /// The connection ended before the final dot left.
    record Lost(String reason) implements RecipientResult {}

    /// The connection ended after the final dot may have left, before its reply came: it may have arrived.
    record Doubtful(String reason) implements RecipientResult {}
}
