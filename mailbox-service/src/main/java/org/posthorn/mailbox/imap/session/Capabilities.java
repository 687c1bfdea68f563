package org.posthorn.mailbox.imap.session;

import org.posthorn.mailbox.imap.session.SessionState.NotAuthenticated;

/// What the server says it can do (RFC 9051 §7.2.2). A name stands here only when it works and has a test.
public final class Capabilities {
    private static final String ALWAYS = "IMAP4rev2 IMAP4rev1 LITERAL+ SASL-IR ID ENABLE";
    private static final String AFTER_LOGIN =
            " IDLE NAMESPACE UNSELECT CHILDREN UIDPLUS MOVE REPLACE ESEARCH SEARCHRES WITHIN"
                    + " SORT SORT=DISPLAY ESORT THREAD=ORDEREDSUBJECT THREAD=REFERENCES SAVEDATE"
                    + " SPECIAL-USE CREATE-SPECIAL-USE LIST-EXTENDED LIST-STATUS STATUS=SIZE"
                    + " CONDSTORE QRESYNC MULTIAPPEND OBJECTID PREVIEW BINARY UTF8=ACCEPT COMPRESS=DEFLATE"
                    + " PARTIAL METADATA NOTIFY INPROGRESS QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE";

    private final String appendLimit;
    private final String mechanisms;

    /// @param appendLimit the largest message that APPEND takes, in octets (RFC 7889)
    /// @param scram       whether SCRAM-SHA-256 is offered
    public Capabilities(long appendLimit, boolean scram) {
        this.appendLimit = " APPENDLIMIT=" + appendLimit;
        this.mechanisms = (scram ? " AUTH=SCRAM-SHA-256" : "") + " AUTH=PLAIN AUTH=LOGIN";
    }

    public String of(SessionState state) {
        return switch (state) {
            case NotAuthenticated(var security) ->
                switch (security) {
                    case CLEAR -> ALWAYS + " STARTTLS LOGINDISABLED";
                    case CLEAR_TRUSTED -> ALWAYS + " STARTTLS" + mechanisms;
                    case TLS -> ALWAYS + mechanisms;
                };
            case SessionState.Authenticated _, SessionState.Selected _, SessionState.LoggedOut _ ->
                ALWAYS + AFTER_LOGIN + appendLimit;
        };
    }
}
