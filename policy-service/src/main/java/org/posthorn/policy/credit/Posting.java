package org.posthorn.policy.credit;

import java.util.Optional;
import org.posthorn.events.AccountId;

/// One movement of an account's credits.
///
/// @param credits more than none
/// @param subject what it is for: a message id, with its recipient when each pays; unique with account and kind
/// @param reason for people
/// @param actor the person or service that did it
record Posting(AccountId account, Kind kind, long credits, String subject, Optional<String> reason, String actor) {
    static final String SERVICE = "policy-service";

    static Posting byUs(AccountId account, Kind kind, long credits, String subject) {
        return new Posting(account, kind, credits, subject, Optional.empty(), SERVICE);
    }
}
