package org.posthorn.ingress.session;

import java.util.Optional;
import org.posthorn.mail.message.TraceHeader;
import org.posthorn.mail.smtp.Command;
import org.posthorn.mail.smtp.Reply;

/// What the session's thread found out for the machine.
public sealed interface Answer {

    record SenderAdmitted(Command.Mail mail) implements Answer {}

    record RecipientAdmitted(Envelope.Recipient recipient) implements Answer {}

    /// No; the state stays as it was.
    ///
    /// @param rule the rule of policy that says so, such as `blocked:*@spam.example`
    record Refused(Reply reply, Optional<String> rule) implements Answer {
        public Refused(Reply reply) {
            this(reply, Optional.empty());
        }
    }

    /// The content has been read and the transaction is over, for good or ill.
    record ContentTaken(Reply reply) implements Answer {}

    /// A chunk that was not the last has been read.
    record ChunkTaken(long size) implements Answer {}

    record TlsStarted(TraceHeader.Tls tls) implements Answer {}

    record LoggedIn(Login login) implements Answer {}
}
