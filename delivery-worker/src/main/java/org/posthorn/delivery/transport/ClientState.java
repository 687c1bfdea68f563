package org.posthorn.delivery.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.mail.smtp.Capabilities;
import org.posthorn.mail.smtp.Extension;
import org.posthorn.mail.smtp.Reply;

/// Where a connection is; most states are named for the reply that they wait for.
sealed interface ClientState {
    record AwaitingGreeting(Opening opening) implements ClientState {}

    record AwaitingEhlo(Opening opening, boolean secured) implements ClientState {}

    record AwaitingHelo(Opening opening) implements ClientState {}

    record AwaitingStartTls(Opening opening, Capabilities capabilities) implements ClientState {}

    record Securing(Opening opening) implements ClientState {}

    /// @param answers what to send for each further challenge
    record AwaitingAuth(Capabilities capabilities, boolean secured, List<String> answers) implements ClientState {}

    /// Between transactions.
    record Ready(Capabilities capabilities, boolean secured) implements ClientState {}

    record AwaitingMail(Turn turn) implements ClientState {}

    record AwaitingRcpt(Turn turn) implements ClientState {}

    record AwaitingData(Turn turn) implements ClientState {}

    record SendingContent(Turn turn) implements ClientState {}

    /// @param following the transaction whose envelope went behind the content
    record AwaitingFinal(Turn turn, Optional<Turn> following) implements ClientState {}

    /// Between transactions; the envelope of the next one was sent.
    record Primed(Turn turn) implements ClientState {}

    record AwaitingReset(Turn turn) implements ClientState {}

    /// Of no more use.
    record Closed() implements ClientState {}

    /// A transaction under way.
    ///
    /// @param pipelined all commands were sent at once (RFC 2920)
    /// @param chunked the content goes with BDAT (RFC 3030), without DATA
    /// @param mailRefusal the reply to MAIL when it was not positive
    /// @param rcptReplies the replies to RCPT so far, in order
    /// @param dataRefusal the reply to DATA when it was not 354
    record Turn(
            OutgoingMessage message,
            Ready ready,
            boolean pipelined,
            boolean chunked,
            Optional<Reply> mailRefusal,
            List<Reply> rcptReplies,
            Optional<Reply> dataRefusal) {

        static Turn of(OutgoingMessage message, Ready ready) {
            var capabilities = ready.capabilities();
            return new Turn(
                    message,
                    ready,
                    capabilities.has(Extension.PIPELINING),
                    capabilities.has(Extension.CHUNKING),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());
        }

        Turn mailRefused(Reply reply) {
            return new Turn(message, ready, pipelined, chunked, Optional.of(reply), rcptReplies, dataRefusal);
        }

        Turn dataRefused(Reply reply) {
            return new Turn(message, ready, pipelined, chunked, mailRefusal, rcptReplies, Optional.of(reply));
        }

        Turn with(Reply rcptReply) {
            var replies = new ArrayList<Reply>(rcptReplies.size() + 1);
            replies.addAll(rcptReplies);
            replies.add(rcptReply);
            return new Turn(message, ready, pipelined, chunked, mailRefusal, replies, dataRefusal);
        }

        boolean anyRecipient() {
            return mailRefusal.isEmpty() && rcptReplies.stream().anyMatch(Reply::isPositive);
        }

        boolean hasAllRecipients() {
            return rcptReplies.size() == message.recipients().size();
        }
    }
}
