package org.posthorn.policy.suppression;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.events.Outcome;
import org.posthorn.events.api.SuppressionApi.Suppression;

/// Decides who is suppressed, and for how long. Pure.
final class Suppressions {
    /// Failures that will be the same tomorrow; named by delivery-worker.
    private static final Set<String> HARD = Set.of("bad-mailbox", "inactive-mailbox");

    private static final int LONGEST_REASON = 500;

    private Suppressions() {}

    /// What bounces say of addresses: only of those that do not exist, and only for the domain that sent.
    static List<Suppression> after(List<Outcome> outcomes, Duration keep) {
        List<Suppression> suppressed = new ArrayList<>();
        for (var outcome : outcomes) {
            if (outcome instanceof Outcome.Bounced bounced
                    && bounced.bounceClass().filter(HARD::contains).isPresent()
                    && bounced.senderDomain().isPresent()) {
                suppressed.add(new Suppression(
                        bounced.senderDomain().get(),
                        normal(bounced.subject().recipient()),
                        "hard-bounce",
                        cut(bounced.attempt().reply()),
                        "delivery-worker",
                        bounced.at(),
                        Optional.of(bounced.at().plus(keep))));
            }
        }
        return suppressed;
    }

    /// What a complaint says of its recipient.
    static Suppression after(FeedbackReport report, Instant now, Duration keep) {
        return new Suppression(
                report.senderDomain(),
                normal(report.recipient()),
                "complaint",
                cut("Complaint (" + report.type() + ") reported by " + report.reporter()),
                "feedback",
                now,
                Optional.of(now.plus(keep)));
    }

    /// Addresses are compared without case: no server in use tells `Bob` from `bob`.
    static String normal(String address) {
        return address.strip().toLowerCase(Locale.ROOT);
    }

    private static String cut(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }
}
