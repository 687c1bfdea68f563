package org.posthorn.mailbox.imap.connection;

/// The tagged response of a command, without its tag: `OK`, `NO` or `BAD` and a sentence for people.
///
/// @param news what the client may be told before it
record Answer(String text, News news) {
    /// Which news of the selected folder may go before the answer (RFC 9051 §7.5.1).
    enum News {
        NONE,
        /// Not EXPUNGE: the client counts messages while the command runs.
        WITHOUT_EXPUNGE,
        ALL,
        /// Also to a client that asked for no events (RFC 5465 §3.1): what its own command did.
        OWN
    }

    static Answer ok(String text) {
        return new Answer("OK " + text, News.ALL);
    }

    static Answer no(String text) {
        return new Answer("NO " + text, News.ALL);
    }

    static Answer bad(String text) {
        return new Answer("BAD " + text, News.NONE);
    }

    Answer with(News allowed) {
        return new Answer(text, allowed);
    }

    static final Answer TRY_CREATE = no("[TRYCREATE] There is no such mailbox");
    static final Answer NONEXISTENT = no("[NONEXISTENT] There is no such mailbox");
    static final Answer OVER_QUOTA = no("[OVERQUOTA] The mailbox is full");
    static final Answer NO_ROOM = no("[UNAVAILABLE] The disk is nearly full; nothing can be stored for now");
    static final Answer UNAVAILABLE =
            no("[UNAVAILABLE] The mail store is not available, try again later").with(News.NONE);
    static final Answer NO_SUCH_MESSAGE = bad("There is no message of this number");
}
