package org.posthorn.mailbox.imap.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.AccountId;
import org.posthorn.mail.Parsed;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.grammar.CommandParser;
import org.posthorn.mailbox.imap.grammar.RawCommand;
import org.posthorn.mailbox.imap.session.SessionState.Security;
import org.posthorn.mailbox.imap.session.SessionState.User;

class RulesTest {
    private static final User USER = new User(new AccountId(1), "me@example.org");
    private static final Map<String, SessionState> STATES = Map.of(
            "clear", new SessionState.NotAuthenticated(Security.CLEAR),
            "trusted", new SessionState.NotAuthenticated(Security.CLEAR_TRUSTED),
            "tls", new SessionState.NotAuthenticated(Security.TLS),
            "logged in", new SessionState.Authenticated(USER),
            "selected", new SessionState.Selected(USER, false),
            "examined", new SessionState.Selected(USER, true),
            "over", new SessionState.LoggedOut());

    @ParameterizedTest
    @CsvSource({
        "clear, LOGIN me pw, NO [PRIVACYREQUIRED] Use STARTTLS before you log in",
        "clear, SELECT INBOX, BAD Log in first",
        "trusted, IDLE, BAD Log in first",
        "trusted, FETCH 1 FLAGS, BAD Log in first",
        "tls, STARTTLS, BAD TLS is active already",
        "logged in, STARTTLS, BAD STARTTLS comes before the login",
        "logged in, LOGIN me pw, BAD You are logged in already",
        "logged in, FETCH 1 FLAGS, BAD Select a mailbox first",
        "logged in, CLOSE, BAD Select a mailbox first",
        "selected, AUTHENTICATE PLAIN, BAD You are logged in already",
        "selected, STARTTLS, BAD STARTTLS comes before the login",
        "examined, EXPUNGE, NO [READ-ONLY] The mailbox was opened with EXAMINE",
        "over, NOOP, BAD The session is over",
    })
    void aCommandThatIsNotAllowedNowIsToldWhy(String state, String command, String answer) {
        var raw = new RawCommand(("a " + command).getBytes(StandardCharsets.US_ASCII), List.of());
        if (CommandParser.parse(raw) instanceof Parsed.Ok<Command>(var parsed)) {
            assertEquals(new Rules.Ruling.Refused(answer), Rules.on(Objects.requireNonNull(STATES.get(state)), parsed));
        } else {
            throw new AssertionError(command + " is malformed");
        }
    }
}
