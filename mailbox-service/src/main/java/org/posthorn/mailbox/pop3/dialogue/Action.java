package org.posthorn.mailbox.pop3.dialogue;

import java.util.stream.Stream;
import org.posthorn.mailbox.pop3.dialogue.Maildrop.Entry;

/// What a session wants done after a line of the client; what it asks, the connection answers.
public sealed interface Action {
    /// A line to the client.
    record Reply(String text) implements Action {}

    /// A line and a list, which ends with a dot.
    record Listing(String text, Stream<String> lines) implements Action {}

    /// A question: are these credentials right, and is the maildrop free? Answered by [Pop3Session#loggedIn] or
    /// [Pop3Session#notLoggedIn].
    record LogIn(String name, String password) implements Action {}

    /// The octets of a message. Answered by [Pop3Session#sent] when all of them went out.
    ///
    /// @param lines of its body, below the header; negative is all of it
    record Send(int number, Entry message, int lines) implements Action {}

    /// The reply, then TLS. Answered by [Pop3Session#tlsBegan].
    record BeginTls(String text) implements Action {}

    /// Delete what is marked, reply and end. The maildrop says what to delete.
    record Update(Maildrop maildrop) implements Action {}

    /// A last line to the client.
    record End(String text) implements Action {}
}
