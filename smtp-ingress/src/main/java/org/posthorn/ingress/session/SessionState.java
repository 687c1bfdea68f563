package org.posthorn.ingress.session;

/// Where a session is.
public sealed interface SessionState {
    Facts facts();

    /// Greeted, and nothing said yet.
    record Connected(Facts facts) implements SessionState {}

    /// Between transactions.
    record Ready(Facts facts) implements SessionState {}

    /// After MAIL.
    record InTransaction(Facts facts, Envelope envelope) implements SessionState {}

    /// After the first chunk of BDAT: only more chunks may follow (RFC 3030 §2).
    record InChunks(Facts facts, Envelope envelope) implements SessionState {}
}
