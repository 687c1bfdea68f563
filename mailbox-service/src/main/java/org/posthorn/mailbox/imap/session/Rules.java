package org.posthorn.mailbox.imap.session;

import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.session.SessionState.Authenticated;
import org.posthorn.mailbox.imap.session.SessionState.Event;
import org.posthorn.mailbox.imap.session.SessionState.LoggedOut;
import org.posthorn.mailbox.imap.session.SessionState.NotAuthenticated;
import org.posthorn.mailbox.imap.session.SessionState.Security;
import org.posthorn.mailbox.imap.session.SessionState.Selected;

/// Which command may come in which state, and which state follows what. Total: every pair has its line.
public final class Rules {
    private Rules() {}

    /// What a session does with a command.
    public sealed interface Ruling {
        /// It is carried out.
        record Allowed() implements Ruling {}

        /// It is answered with this condition and text, after the tag.
        record Refused(String answer) implements Ruling {}
    }

    private record On(SessionState state, Command command) {}

    private record After(SessionState state, Event event) {}

    private static final Ruling ALLOWED = new Ruling.Allowed();
    private static final Ruling PRIVACY = new Ruling.Refused("NO [PRIVACYREQUIRED] Use STARTTLS before you log in");
    private static final Ruling LOG_IN = new Ruling.Refused("BAD Log in first");
    private static final Ruling SELECT = new Ruling.Refused("BAD Select a mailbox first");
    private static final Ruling TWICE = new Ruling.Refused("BAD You are logged in already");
    private static final Ruling TOO_LATE = new Ruling.Refused("BAD STARTTLS comes before the login");
    private static final Ruling HAS_TLS = new Ruling.Refused("BAD TLS is active already");
    private static final Ruling READ_ONLY = new Ruling.Refused("NO [READ-ONLY] The mailbox was opened with EXAMINE");
    private static final Ruling OVER = new Ruling.Refused("BAD The session is over");

    /// Whether a command may be carried out.
    public static Ruling on(SessionState state, Command command) {
        return switch (new On(state, command)) {
            case On(LoggedOut(), Command _) -> OVER;
            case On(SessionState _, Command.Always _) -> ALLOWED;
            case On(NotAuthenticated(var security), Command.StartTls _) -> security == Security.TLS ? HAS_TLS : ALLOWED;
            case On(NotAuthenticated(var security), Command.BeforeLogin _) ->
                security.allowsLogin() ? ALLOWED : PRIVACY;
            case On(NotAuthenticated _, Command.NeedsLogin _), On(NotAuthenticated _, Command.NeedsFolder _) -> LOG_IN;
            case On(Authenticated _, Command.NeedsLogin _), On(Selected _, Command.NeedsLogin _) -> ALLOWED;
            case On(Authenticated _, Command.NeedsFolder _) -> SELECT;
            case On(Selected(var _, var readOnly), Command.NeedsFolder wanted) ->
                readOnly && changes(wanted) ? READ_ONLY : ALLOWED;
            case On(Authenticated _, Command.StartTls _), On(Selected _, Command.StartTls _) -> TOO_LATE;
            case On(Authenticated _, Command.BeforeLogin _), On(Selected _, Command.BeforeLogin _) -> TWICE;
        };
    }

    /// CLOSE of a folder that is read-only is allowed and expunges nothing (RFC 9051 §6.4.1).
    private static boolean changes(Command.NeedsFolder command) {
        return switch (command) {
            case Command.Store _, Command.Expunge _, Command.Move _, Command.Replace _ -> true;
            case Command.Check _,
                    Command.Close _,
                    Command.Search _,
                    Command.Sort _,
                    Command.Threads _,
                    Command.Fetch _,
                    Command.Copy _ -> false;
        };
    }

    /// The state that follows.
    public static SessionState after(SessionState state, Event event) {
        return switch (new After(state, event)) {
            case After(SessionState _, Event.Ended()), After(LoggedOut _, Event _) -> new LoggedOut();
            case After(NotAuthenticated _, Event.TlsBegan()) -> new NotAuthenticated(Security.TLS);
            case After(NotAuthenticated _, Event.LoggedIn(var user)) -> new Authenticated(user);
            case After(Authenticated(var user), Event.FolderSelected(var readOnly)) -> new Selected(user, readOnly);
            case After(Selected(var user, var _), Event.FolderSelected(var readOnly)) -> new Selected(user, readOnly);
            case After(Selected(var user, var _), Event.FolderLeft()) -> new Authenticated(user);
            case After(Authenticated _, Event.FolderLeft()) -> state;
            case After(NotAuthenticated _, Event.FolderSelected _),
                    After(NotAuthenticated _, Event.FolderLeft _),
                    After(Authenticated _, Event.TlsBegan _),
                    After(Authenticated _, Event.LoggedIn _),
                    After(Selected _, Event.TlsBegan _),
                    After(Selected _, Event.LoggedIn _) -> throw new IllegalStateException(event + " in " + state);
        };
    }
}
