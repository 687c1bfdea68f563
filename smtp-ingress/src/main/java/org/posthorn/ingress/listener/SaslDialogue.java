package org.posthorn.ingress.listener;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.posthorn.ingress.authentication.Credentials;
import org.posthorn.ingress.authentication.LoginCheck;
import org.posthorn.ingress.authentication.SaslExchange;
import org.posthorn.ingress.session.Answer;
import org.posthorn.ingress.session.Replies;
import org.posthorn.mail.smtp.Command;
import org.posthorn.mail.smtp.Reply;

/// Holds the dialogue that AUTH opens (RFC 4954 §4) and asks whether the password is right.
final class SaslDialogue {
    /// RFC 4954 §4.
    private static final int MAX_LINE = 12_288;

    private final LoginCheck check;
    private final String clientIp;

    SaslDialogue(LoginCheck check, String clientIp) {
        this.check = check;
        this.clientIp = clientIp;
    }

    /// @throws IOException also when the connection ends within
    Answer hold(Connection connection, Command.Auth auth) throws IOException {
        var exchange = SaslExchange.of(auth.mechanism());
        if (exchange.isEmpty()) {
            return new Answer.Refused(Replies.AUTH_MECHANISM);
        }
        var current = exchange.get();
        Optional<String> response = auth.initialResponse();
        var challenge = current.firstChallenge();
        while (true) {
            var line = response.isPresent() ? response : ask(connection, challenge);
            response = Optional.empty();
            if (line.isEmpty()) {
                return new Answer.Refused(Replies.LINE_TOO_LONG);
            }
            if (line.get().equals("*")) {
                return new Answer.Refused(Replies.AUTH_CANCELLED);
            }
            switch (current.respond(line.get())) {
                case SaslExchange.Next.Malformed _ -> {
                    return new Answer.Refused(Replies.AUTH_MALFORMED);
                }
                case SaslExchange.Next.Done(var credentials) -> {
                    return checked(credentials);
                }
                case SaslExchange.Next.Challenge(var base64, var then) -> {
                    challenge = base64;
                    current = then;
                }
            }
        }
    }

    private static Optional<String> ask(Connection connection, String challenge) throws IOException {
        connection.say(Reply.plain(334, challenge));
        connection.flush();
        return switch (connection.lines().next(MAX_LINE)) {
            case LINE -> Optional.of(connection.lines().text());
            case TOO_LONG -> Optional.empty();
            case END -> throw new EOFException("closed within AUTH");
        };
    }

    private Answer checked(Credentials credentials) {
        return switch (check.check(credentials, clientIp)) {
            case LoginCheck.Result.Right(var login) -> new Answer.LoggedIn(login);
            case LoginCheck.Result.Wrong _ -> new Answer.Refused(Replies.AUTH_WRONG);
            case LoginCheck.Result.TooMany _ -> new Answer.Refused(Replies.AUTH_TOO_MANY);
            case LoginCheck.Result.Unavailable _ -> new Answer.Refused(Replies.AUTH_UNAVAILABLE);
        };
    }
}
