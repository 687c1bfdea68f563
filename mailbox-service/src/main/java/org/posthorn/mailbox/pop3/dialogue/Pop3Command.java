package org.posthorn.mailbox.pop3.dialogue;

import java.util.Optional;

/// A command of POP3 (RFC 1939 §5 to §7, RFC 2449 §5, RFC 2595 §4, RFC 5034 §4, RFC 6856 §2). Messages are numbered
/// from 1.
public sealed interface Pop3Command {
    record User(String name) implements Pop3Command {}

    record Pass(String password) implements Pop3Command {}

    /// Without a mechanism the client asks which there are.
    record Auth(Optional<String> mechanism, Optional<String> initial) implements Pop3Command {}

    record Stls() implements Pop3Command {}

    record Utf8() implements Pop3Command {}

    record Capa() implements Pop3Command {}

    record Stat() implements Pop3Command {}

    record List(Optional<Integer> message) implements Pop3Command {}

    record Uidl(Optional<Integer> message) implements Pop3Command {}

    record Retr(int message) implements Pop3Command {}

    record Top(int message, int lines) implements Pop3Command {}

    record Dele(int message) implements Pop3Command {}

    record Rset() implements Pop3Command {}

    record Noop() implements Pop3Command {}

    record Quit() implements Pop3Command {}

    /// What is no command, and why.
    record Malformed(String reason) implements Pop3Command {}
}
