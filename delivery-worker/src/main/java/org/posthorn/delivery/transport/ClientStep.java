package org.posthorn.delivery.transport;

import java.util.List;

/// What follows: the next state, and what the connection is to do.
record ClientStep(ClientState state, Action action) {

    sealed interface Action {
        /// Send these lines in one piece, then wait for a reply.
        record Send(List<String> lines) implements Action {}

        /// Wait for the next reply.
        record Await() implements Action {}

        /// Begin the TLS handshake.
        record Secure() implements Action {}

        /// Send the content and its end.
        ///
        /// @param chunked as one chunk of BDAT (RFC 3030 §2), else behind DATA with the final dot
        record SendContent(boolean chunked) implements Action {}

        /// The connection is ready for a message.
        record Opened() implements Action {}

        /// The server cannot be used.
        ///
        /// @param tls the failure is one of TLS: without it, it might work
        record Refused(Cause cause, boolean tls) implements Action {}

        /// The transaction is over; one result for each recipient, in order.
        record Finished(List<RecipientResult> results) implements Action {}
    }
}
