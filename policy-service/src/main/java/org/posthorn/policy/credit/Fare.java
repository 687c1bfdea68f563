package org.posthorn.policy.credit;

import java.util.List;
import org.posthorn.events.AccountId;
import org.posthorn.events.MessageId;
import org.posthorn.events.PolicyEntry.Per;

/// What a message of one account costs.
///
/// @param credits the price, of the message or of each recipient
/// @param recipients those in the world; nobody when it costs nothing
/// @param ruling what happens when it is paid
record Fare(MessageId message, AccountId account, long credits, Per per, List<String> recipients, Ruling ruling) {
    long total() {
        return per == Per.MESSAGE ? credits : credits * recipients.size();
    }

    boolean isFree() {
        return recipients.isEmpty();
    }
}
