package org.posthorn.mailbox.imap.session;

import org.posthorn.events.AccountId;

/// Where a session stands (RFC 9051 §3).
///
/// | state | begins with | ends with |
/// | --- | --- | --- |
/// | NotAuthenticated | the greeting; STARTTLS keeps it | LOGIN, AUTHENTICATE, LOGOUT |
/// | Authenticated | a login; CLOSE, UNSELECT, a SELECT that fails | SELECT, EXAMINE, LOGOUT |
/// | Selected | SELECT, EXAMINE | CLOSE, UNSELECT, another SELECT, LOGOUT |
/// | LoggedOut | LOGOUT, or our BYE | the connection's end |
public sealed interface SessionState {
    /// @param security of the connection
    record NotAuthenticated(Security security) implements SessionState {}

    record Authenticated(User user) implements SessionState {}

    /// @param readOnly EXAMINE
    record Selected(User user, boolean readOnly) implements SessionState {}

    record LoggedOut() implements SessionState {}

    /// Who logged in.
    record User(AccountId account, String address) {}

    /// What the connection allows.
    enum Security {
        /// Clear text where passwords must not be seen: STARTTLS first.
        CLEAR,
        /// Clear text on loopback, or where an operator allowed it.
        CLEAR_TRUSTED,
        TLS;

        public boolean allowsLogin() {
            return this != CLEAR;
        }
    }

    /// What happened, as far as it changes the state.
    sealed interface Event {
        record TlsBegan() implements Event {}

        record LoggedIn(User user) implements Event {}

        record FolderSelected(boolean readOnly) implements Event {}

        record FolderLeft() implements Event {}

        record Ended() implements Event {}
    }
}
