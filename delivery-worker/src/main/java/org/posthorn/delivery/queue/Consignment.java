package org.posthorn.delivery.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.Content;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.events.Recipient;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.events.RemoteDelivery.RemoteRecipient;

/// A message for one next hop, with those of its recipients that are to be tried now.
///
/// @param id of its row in the queue; 0 when it is not there
/// @param expiresAt when it is given up
public record Consignment(long id, RemoteDelivery delivery, Content content, Instant expiresAt, List<Member> members) {
    /// A message that comes straight from its record.
    public static Consignment fresh(RemoteDelivery delivery, Content content, Instant expiresAt) {
        var members = new ArrayList<Member>(delivery.recipients().size());
        for (var recipient : delivery.recipients()) {
            members.add(new Member(members.size(), recipient, RecipientState.DUE, 0, false, Optional.empty()));
        }
        return new Consignment(0, delivery, content, expiresAt, members);
    }

    /// What the sender asked for each member (RFC 3461), in order.
    public List<Recipient> wishes() {
        return members.stream()
                .map(member -> wish(member.recipient().address()))
                .toList();
    }

    /// Whose mail it is, for fairness between senders: the account that submitted it, or all strangers
    /// together.
    public String account() {
        return account(delivery);
    }

    static String account(RemoteDelivery delivery) {
        return delivery.origin().submitter().map(AccountId::toString).orElse("-");
    }

    /// The same message, when it got a row meanwhile.
    public Consignment withId(long row) {
        return new Consignment(row, delivery, content, expiresAt, members);
    }

    /// The same message with these of its members.
    public Consignment with(List<Member> some) {
        return new Consignment(id, delivery, content, expiresAt, some);
    }

    private Recipient wish(String address) {
        for (var recipient : delivery.envelope().recipients()) {
            if (recipient.address().equals(address)) {
                return recipient;
            }
        }
        return Recipient.of(address);
    }

    /// One recipient.
    ///
    /// @param position in the delivery's list
    /// @param before the state in which the lease found it: `LEASED` says that another worker's lease ran
    /// out
    /// @param attempts so far
    /// @param last what the last attempt brought
    public record Member(
            int position,
            RemoteRecipient recipient,
            RecipientState before,
            int attempts,
            boolean delayTold,
            Optional<Attempt> last) {}
}
