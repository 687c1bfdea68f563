package org.posthorn.mail.smtp;

import java.util.Optional;
import org.posthorn.mail.address.ForwardPath;
import org.posthorn.mail.address.ReversePath;

/// One command of a client (RFC 5321 §4.1). `toString` is the line that a client sends, without its CRLF.
public sealed interface Command {

    /// `EHLO`: the client's name as it gave it; it is recorded, never trusted (RFC 5321 §4.1.1.1).
    record Ehlo(String clientName) implements Command {
        @Override
        public String toString() {
            return "EHLO " + clientName;
        }
    }

    record Helo(String clientName) implements Command {
        @Override
        public String toString() {
            return "HELO " + clientName;
        }
    }

    record Mail(ReversePath from, MailParameters parameters) implements Command {
        @Override
        public String toString() {
            return "MAIL FROM:" + from.bracketed() + parameters;
        }
    }

    record Rcpt(ForwardPath to, RcptParameters parameters) implements Command {
        @Override
        public String toString() {
            return "RCPT TO:" + to.bracketed() + parameters;
        }
    }

    record Data() implements Command {
        @Override
        public String toString() {
            return "DATA";
        }
    }

    /// `BDAT`: `size` octets of content follow the line at once (RFC 3030 §2).
    record Bdat(long size, boolean last) implements Command {
        @Override
        public String toString() {
            return "BDAT " + size + (last ? " LAST" : "");
        }
    }

    record Rset() implements Command {
        @Override
        public String toString() {
            return "RSET";
        }
    }

    record Noop() implements Command {
        @Override
        public String toString() {
            return "NOOP";
        }
    }

    record Quit() implements Command {
        @Override
        public String toString() {
            return "QUIT";
        }
    }

    record Vrfy(String argument) implements Command {
        @Override
        public String toString() {
            return "VRFY " + argument;
        }
    }

    record Expn(String argument) implements Command {
        @Override
        public String toString() {
            return "EXPN " + argument;
        }
    }

    record Help() implements Command {
        @Override
        public String toString() {
            return "HELP";
        }
    }

    /// `STARTTLS` (RFC 3207 §4).
    record StartTls() implements Command {
        @Override
        public String toString() {
            return "STARTTLS";
        }
    }

    /// `AUTH` (RFC 4954 §4). The printed form leaves the secret out.
    ///
    /// @param mechanism       in upper case
    /// @param initialResponse still in Base64; empty text for `=`
    record Auth(String mechanism, Optional<String> initialResponse) implements Command {
        @Override
        public String toString() {
            return "AUTH " + mechanism + (initialResponse.isPresent() ? " ***" : "");
        }
    }

    /// A verb that is none of ours. What follows it is not kept.
    record Unknown(String verb) implements Command {
        @Override
        public String toString() {
            return verb;
        }
    }

    /// A known verb with a bad argument.
    ///
    /// @param reason one sentence for the reply
    record Malformed(String verb, Problem problem, String reason) implements Command {
        @Override
        public String toString() {
            return verb + " (" + reason + ")";
        }
    }

    /// What is wrong with a malformed command; each has a reply of its own.
    enum Problem {
        /// Missing or unexpected argument (501 5.5.4).
        ARGUMENT,
        /// The reverse-path is malformed (501 5.1.7).
        REVERSE_PATH,
        /// The forward-path is malformed (501 5.1.3).
        FORWARD_PATH,
        /// A parameter that no announced extension defines (555 5.5.4, RFC 5321 §4.1.1.11).
        UNKNOWN_PARAMETER,
        /// A known parameter with a bad value, or given twice (501 5.5.4).
        PARAMETER
    }
}
