package org.posthorn.delivery.intake;

import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.delivery.attempt.AttemptOutcome;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.events.PolicyEntry;
import org.posthorn.runtime.kafka.View;

/// Whom we do not send to: reads what policy-service publishes. While that is not loaded, mail goes out as
/// if nothing was suppressed: an address that does not exist says so again.
public final class Suppression {
    private final View<PolicyEntry> policy;
    private final InstantSource clock;

    public Suppression(View<PolicyEntry> policy, InstantSource clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /// The end of a recipient that is suppressed for the sender's domain.
    Optional<AttemptOutcome> of(String reversePath, String recipient) {
        var domain = reversePath.substring(reversePath.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        var address = recipient.toLowerCase(Locale.ROOT);
        return Stream.of(domain, "*")
                .flatMap(sender -> policy.get("suppressed:" + sender + ":" + address).stream())
                .filter(PolicyEntry.Suppressed.class::isInstance)
                .map(PolicyEntry.Suppressed.class::cast)
                .filter(entry -> entry.expires()
                        .filter(end -> !end.isAfter(clock.instant()))
                        .isEmpty())
                .findFirst()
                .map(Suppression::refused);
    }

    private static AttemptOutcome refused(PolicyEntry.Suppressed entry) {
        var words = entry.address() + " is on the suppression list of "
                + (entry.senderDomain().equals("*") ? "this system" : entry.senderDomain()) + " since "
                + entry.at().toString().substring(0, 10) + ": " + entry.reason();
        return new AttemptOutcome.Bounced(new Attempt(Optional.empty(), Optional.empty(), words, "5.7.1"));
    }
}
