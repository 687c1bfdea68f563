package org.posthorn.mailbox.imap.session;

import org.posthorn.mailbox.imap.session.SessionState.NotAuthenticated;

/// What the server says it can do (RFC 9051 §7.2.2). A name stands here only when it works and has a test.
public final class Capabilities {
    private static final String ALWAYS = "IMAP4rev2 IMAP4rev1 LITERAL+ SASL-IR ID ENABLE";
    private static final String AFTER_LOGIN =
            " IDLE NAMESPACE UNSELECT CHILDREN UIDPLUS MOVE REPLACE ESEARCH SEARCHRES WITHIN"
                    + " SORT SORT=DISPLAY ESORT THREAD=ORDEREDSUBJECT THREAD=REFERENCES SAVEDATE SPECIAL-USE CREATE-SPECIAL-USE LIST-EXTENDED LIST-STATUS STATUS=SIZE CONDSTORE QRESYNC"
                    + " MULTIAPPEND OBJECTID PREVIEW BINARY UTF8=ACCEPT COMPRESS=DEFLATE";

    private final String appendLimit;

    /// @param appendLimit the largest message that APPEND takes, in octets (RFC 7889)
    public Capabilities(long appendLimit) {
        this.appendLimit = " APPENDLIMIT=" + appendLimit;
    }

    public String of(SessionState state) {
        return switch (state) {
            case NotAuthenticated(var security) ->
                switch (security) {
                    case CLEAR -> ALWAYS + " STARTTLS LOGINDISABLED";
                    case CLEAR_TRUSTED -> ALWAYS + " STARTTLS AUTH=PLAIN AUTH=LOGIN";
                    case TLS -> ALWAYS + " AUTH=PLAIN AUTH=LOGIN";
                };
            case SessionState.Authenticated _, SessionState.Selected _, SessionState.LoggedOut _ ->
                ALWAYS + AFTER_LOGIN + appendLimit;
        };
    }
}
