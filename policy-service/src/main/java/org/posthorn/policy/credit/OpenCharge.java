package org.posthorn.policy.credit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.MessageId;
import org.posthorn.events.Outcome;
import org.posthorn.events.PolicyEntry.Per;

/// A charge that is reserved.
///
/// | outcome of a recipient in the world | a price for the message | a price for each recipient |
/// | --- | --- | --- |
/// | delivered, in doubt | settled, whatever the others do | its share is settled |
/// | bounced, expired, discarded | refunded when it is the last and none was settled | its share is refunded |
/// | deferred, held, quarantined | waits | waits |
///
/// @param waiting the recipients without an end
record OpenCharge(MessageId message, AccountId account, long credits, Per per, List<String> waiting) {

    /// @param left absent when the charge is over
    /// @param posting what moves
    record Step(Optional<OpenCharge> left, Optional<Posting> posting) {}

    Step after(Outcome outcome) {
        var recipient = outcome.subject().recipient();
        if (!waiting.contains(recipient)) {
            return new Step(Optional.of(this), Optional.empty());
        }
        return switch (outcome) {
            case Outcome.Delivered _, Outcome.InDoubt _ -> settled(recipient);
            case Outcome.Bounced _, Outcome.Expired _, Outcome.Discarded _ -> failed(recipient);
            case Outcome.Deferred _, Outcome.Held _, Outcome.Quarantined _ ->
                new Step(Optional.of(this), Optional.empty());
        };
    }

    private Step settled(String recipient) {
        return per == Per.MESSAGE
                ? new Step(Optional.empty(), Optional.of(move(Kind.SETTLE, message.value())))
                : new Step(without(recipient), Optional.of(move(Kind.SETTLE, message + " " + recipient)));
    }

    private Step failed(String recipient) {
        var left = without(recipient);
        if (per == Per.RECIPIENT) {
            return new Step(left, Optional.of(move(Kind.REFUND, message + " " + recipient)));
        }
        return left.isPresent()
                ? new Step(left, Optional.empty())
                : new Step(left, Optional.of(move(Kind.REFUND, message.value())));
    }

    private Posting move(Kind kind, String subject) {
        return Posting.byUs(account, kind, credits, subject);
    }

    private Optional<OpenCharge> without(String recipient) {
        var left = new ArrayList<>(waiting);
        left.remove(recipient);
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new OpenCharge(message, account, credits, per, List.copyOf(left)));
    }
}
