package org.posthorn.delivery.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.delivery.transport.Baton.Successor;
import org.posthorn.events.Recipient;

/// Sends one message in as many transactions as the server's limit of recipients asks for: what it
/// announced as `RCPTMAX` (RFC 9422 §4), and `452` to a recipient too many, who comes with the next
/// transaction (RFC 5321 §4.5.3.1.10). Used by one thread.
final class Portions {
    private static final Successor NOBODY = (_, _) -> Optional.empty();

    private final OutgoingMessage message;
    private final Successor successor;
    private final List<Optional<RecipientResult>> results = new ArrayList<>();

    /// @param successor may go on with the connection
    Portions(OutgoingMessage message, Successor successor) {
        this.message = message;
        this.successor = successor;
        message.recipients().forEach(_ -> results.add(Optional.empty()));
    }

    /// One result for each recipient, in order.
    List<RecipientResult> send(SmtpConnection connection) {
        var next = open(connection.recipientsAtOnce());
        while (!next.isEmpty()) {
            var last = next.size() == open(Integer.MAX_VALUE).size();
            var answers = connection.deliver(portion(next), last ? successor : NOBODY);
            var again = take(next, answers, connection.reusable());
            next = again ? open(connection.recipientsAtOnce()) : List.of();
        }
        return results.stream()
                .map(result ->
                        result.orElse(new RecipientResult.Lost("the connection ended before this recipient's turn")))
                .toList();
    }

    /// @return whether another transaction may bring more
    private boolean take(List<Integer> asked, List<RecipientResult> answers, boolean ready) {
        var accepted = ready && answers.stream().anyMatch(RecipientResult.Accepted.class::isInstance);
        for (var i = 0; i < asked.size(); i++) {
            if (!(accepted && isTooMany(answers.get(i)))) {
                results.set(asked.get(i), Optional.of(answers.get(i)));
            }
        }
        return ready && results.stream().anyMatch(Optional::isEmpty);
    }

    private List<Integer> open(int most) {
        List<Integer> open = new ArrayList<>();
        for (var i = 0; i < results.size() && open.size() < most; i++) {
            if (results.get(i).isEmpty()) {
                open.add(i);
            }
        }
        return open;
    }

    private OutgoingMessage portion(List<Integer> recipients) {
        if (recipients.size() == message.recipients().size()) {
            return message;
        }
        List<Recipient> some =
                recipients.stream().map(message.recipients()::get).toList();
        return new OutgoingMessage(message.envelope(), some, message.content());
    }

    private static boolean isTooMany(RecipientResult result) {
        return result instanceof RecipientResult.Refused refused && refused.isTooMany();
    }
}
