package org.posthorn.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/// Where one delivery of a judged message goes. Each route ends in exactly one terminal [Outcome] with the same
/// `recipient` and `purpose`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Route.Local.class, name = "local"),
    @JsonSubTypes.Type(value = Route.Remote.class, name = "remote"),
    @JsonSubTypes.Type(value = Route.Unroutable.class, name = "unroutable")
})
public sealed interface Route {
    /// The accepted forward-path that led here; for a Sent copy the reverse-path.
    String accepted();

    /// The address that it became after alias expansion.
    String recipient();

    /// What the delivery is for.
    default Purpose purpose() {
        return Purpose.INBOX;
    }

    /// Into an account's mailbox.
    record Local(String accepted, String recipient, AccountId account, Purpose purpose) implements Route {}

    /// Over SMTP to the servers of a domain.
    record Remote(String accepted, String recipient, String nextHopDomain) implements Route {}

    /// Nowhere: the address went away between acceptance and judgement, its aliases loop, or the sender cannot pay.
    ///
    /// @param status the enhanced status code (RFC 3463) that says so; when absent, `5.1.1`
    record Unroutable(String accepted, String recipient, String reason, Optional<String> status) implements Route {
        /// A route to nobody.
        public Unroutable(String accepted, String recipient, String reason) {
            this(accepted, recipient, reason, Optional.empty());
        }
    }
}
