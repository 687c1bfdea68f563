package org.posthorn.ingress.session;

import org.posthorn.mail.smtp.Command;
import org.posthorn.mail.smtp.Reply;

/// What the session's thread does next: say something, or find out something and tell the machine by an [Answer].
public sealed interface Action {

    record Say(Reply reply) implements Action {}

    /// Says it and ends the session.
    record Close(Reply reply) implements Action {}

    /// May this reverse-path send? Answered by `SenderAdmitted` or `Refused`.
    record AdmitSender(Command.Mail mail) implements Action {}

    /// May it send to this forward-path? Answered by `RecipientAdmitted` or `Refused`.
    record AdmitRecipient(Envelope envelope, Command.Rcpt rcpt) implements Action {}

    /// Says 354, reads the content and takes responsibility. Answered by `ContentTaken`.
    record TakeData(Envelope envelope) implements Action {}

    /// Reads a chunk; after the last one takes responsibility. Answered by `ChunkTaken` or `ContentTaken`.
    record TakeChunk(Envelope envelope, Command.Bdat chunk) implements Action {}

    /// Reads a chunk that nobody wants, then says why: its octets are on their way whatever the reply is (RFC 3030 §2).
    record DropChunk(Command.Bdat chunk, Reply reply) implements Action {}

    /// Says 220 and negotiates. Answered by `TlsStarted`; a failure ends the session.
    record Handshake() implements Action {}

    /// Holds the SASL dialogue. Answered by `LoggedIn` or `Refused`.
    record Authenticate(Command.Auth auth) implements Action {}

    /// Waits for the next command: after a handshake the client speaks first.
    record Listen() implements Action {}
}
