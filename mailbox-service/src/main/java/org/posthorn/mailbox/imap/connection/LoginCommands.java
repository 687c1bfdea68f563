package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.AccountApi.Authenticate;
import org.posthorn.events.api.AccountApi.Authenticated;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.sasl.ClientFirst;
import org.posthorn.mailbox.imap.connection.Session.Extension;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.session.SessionState.Event;
import org.posthorn.mailbox.imap.session.SessionState.User;
import org.posthorn.mailbox.imap.wire.CommandReader;
import org.posthorn.runtime.http.Refusal;

/// LOGIN, AUTHENTICATE (RFC 9051 §6.2.2, RFC 4616, RFC 4959) and ENABLE (RFC 9051 §6.3.1).
final class LoginCommands {
    private static final int LONGEST_RESPONSE = 8 * 1024;
    private static final Answer CANCELLED = Answer.bad("AUTHENTICATE was given up");
    private static final Answer MALFORMED = Answer.bad("Malformed response");

    private final Session session;
    private final CommandReader in;
    private final String clientIp;

    LoginCommands(Session session, CommandReader in, String clientIp) {
        this.session = session;
        this.in = in;
        this.clientIp = clientIp;
    }

    Answer authenticate(Command.Authenticate command) throws IOException {
        return switch (command.mechanism()) {
            case "PLAIN" -> plain(command.initial());
            case "LOGIN" -> login(command.initial());
            case "SCRAM-SHA-256" -> scram(command.initial());
            default -> Answer.no("[CANNOT] Unknown mechanism");
        };
    }

    private Answer plain(Optional<String> initial) throws IOException {
        var response = initial.isPresent() ? decode(initial.get()) : ask("");
        if (response.isEmpty()) {
            return initial.isPresent() ? MALFORMED : CANCELLED;
        }
        var octets = response.get();
        int first = indexOfNul(octets, 0);
        int second = first < 0 ? -1 : indexOfNul(octets, first + 1);
        if (second < 0) {
            return MALFORMED;
        }
        var authorize = text(octets, 0, first);
        var user = text(octets, first + 1, second);
        if (!authorize.isEmpty() && !authorize.equals(user)) {
            return Answer.no("[AUTHORIZATIONFAILED] You cannot act for another account");
        }
        return login(user, text(octets, second + 1, octets.length));
    }

    private Answer login(Optional<String> initial) throws IOException {
        var user = initial.isPresent() ? decode(initial.get()) : ask("VXNlcm5hbWU6");
        if (user.isEmpty()) {
            return CANCELLED;
        }
        var password = ask("UGFzc3dvcmQ6");
        if (password.isEmpty()) {
            return CANCELLED;
        }
        return login(text(user.get(), 0, user.get().length), text(password.get(), 0, password.get().length));
    }

    /// RFC 5802: three messages of each side; the client's last one is empty.
    private Answer scram(Optional<String> initial) throws IOException {
        if (!session.shared().authentication().offersScram()) {
            return Answer.no("[CANNOT] Unknown mechanism");
        }
        var response = initial.isPresent() ? decode(initial.get()) : ask("");
        if (response.isEmpty()) {
            return initial.isPresent() ? MALFORMED : CANCELLED;
        }
        return switch (ClientFirst.parse(text(response.get(), 0, response.get().length))) {
            case Parsed.Malformed<ClientFirst>(var reason) -> Answer.bad(reason);
            case Parsed.Ok<ClientFirst>(var first) -> prove(first);
        };
    }

    private Answer prove(ClientFirst first) throws IOException {
        try {
            var login = session.shared().authentication().scram(first, "imap", clientIp);
            var proof = ask(encode(login.challenge()));
            if (proof.isEmpty()) {
                return CANCELLED;
            }
            var proved = login.answer().apply(text(proof.get(), 0, proof.get().length));
            return ask(encode(proved.last())).isEmpty() ? CANCELLED : enter(proved.who());
        } catch (Refusal refusal) {
            return refused(refusal);
        }
    }

    private static String encode(String message) {
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<byte[]> ask(String challenge) throws IOException {
        session.out().text("+ ").text(challenge).end();
        session.out().flush();
        return in.line(LONGEST_RESPONSE).filter(line -> !line.equals("*")).flatMap(LoginCommands::decode);
    }

    private static Optional<byte[]> decode(String base64) {
        if (base64.equals("=")) {
            return Optional.of(new byte[0]);
        }
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int indexOfNul(byte[] octets, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] octets, int from, int to) {
        return new String(Arrays.copyOfRange(octets, from, to), StandardCharsets.UTF_8);
    }

    Answer login(String name, String password) {
        try {
            var shared = session.shared();
            return enter(shared.authentication().authenticate(new Authenticate(name, password, "imap", clientIp)));
        } catch (Refusal refusal) {
            return refused(refusal);
        }
    }

    private Answer enter(Authenticated who) {
        var shared = session.shared();
        if (!shared.sessions().enter(who.account())) {
            return Answer.no("[LIMIT] Too many sessions of this account");
        }
        session.happened(new Event.LoggedIn(new User(who.account(), who.address())));
        shared.notices().add(who.account(), session);
        return Answer.ok("[CAPABILITY " + shared.capabilities().of(session.state()) + "] Logged in");
    }

    private static Answer refused(Refusal refusal) {
        return Answer.no(code(refusal) + " " + refusal.problem().detail());
    }

    private static String code(Refusal refusal) {
        return switch (refusal.problem().status()) {
            case 401 -> "[AUTHENTICATIONFAILED]";
            case 403 -> "[AUTHORIZATIONFAILED]";
            case 429 -> "[LIMIT]";
            default -> "[UNAVAILABLE]";
        };
    }

    Answer enable(List<String> wanted) throws IOException {
        var enabled = new ArrayList<String>();
        for (var word : wanted) {
            var extension = switch (word) {
                case "CONDSTORE" -> Optional.of(Extension.CONDSTORE);
                case "QRESYNC" -> Optional.of(Extension.QRESYNC);
                case "IMAP4REV2" -> Optional.of(Extension.IMAP4REV2);
                case "UTF8=ACCEPT" -> Optional.of(Extension.UTF8_ACCEPT);
                default -> Optional.<Extension>empty();
            };
            if (extension.isPresent()) {
                session.enable(extension.get());
                enabled.add(word.equals("IMAP4REV2") ? "IMAP4rev2" : word);
            }
        }
        session.out().untagged(("ENABLED " + String.join(" ", enabled)).strip());
        return Answer.ok("Enabled");
    }
}
