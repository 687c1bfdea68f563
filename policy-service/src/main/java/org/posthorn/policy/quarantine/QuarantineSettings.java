package org.posthorn.policy.quarantine;

import java.time.Duration;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// Settings of the quarantine.
@Group(prefix = "quarantine", doc = "Messages that are kept apart.")
public record QuarantineSettings(
        @Setting(value = "30d", doc = "How long a message is kept; then its outcome is discarded.")
        Duration keep) {}
