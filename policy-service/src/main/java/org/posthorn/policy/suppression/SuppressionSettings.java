package org.posthorn.policy.suppression;

import java.time.Duration;
import java.util.Optional;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// How long addresses are suppressed.
@Group(prefix = "suppression", doc = "Addresses that nothing is sent to, after failures and complaints.")
public record SuppressionSettings(
        @Setting(
                value = "30d",
                doc = "How long an address is suppressed for the sender's domain after it turned out not to exist."
                        + " 0 never suppresses.")
        Duration hardBounce,

        @Setting(value = "365d", doc = "How long an address is suppressed after its owner complained.")
        Duration complaint,

        @Setting(
                doc = "The address that other providers send complaints to (ARF, a feedback loop). Choose one that"
                        + " nobody guesses, since who knows it can suppress addresses. It must be an account or alias.")
        Optional<String> feedbackAddress) {}
