package org.posthorn.policy.extension;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// Matchers and mailets of others.
@Group(prefix = "extensions", doc = "Matchers and mailets (Apache James mailet API 3.9); see docs/extensions.md.")
public record ExtensionSettings(
        @Setting(
                doc = "A directory with `mailets.xml` and the jars that it names classes of; without one there are no"
                        + " extensions. It is read at the start.")
        Optional<Path> directory,

        @Setting(value = "5s", doc = "How long they may take for one message, all together.")
        Duration deadline,

        @Setting(
                value = "park",
                doc = "What becomes of a message that they fail on: `park` sets it aside with the reason and rings the"
                        + " alarm, `pass` goes on without what they did.")
        OnFailure onFailure,

        @Setting(value = "8", doc = "The most messages that are in them at a time.")
        int concurrency) {

    /// What becomes of a message that they fail on.
    public enum OnFailure {
        PARK,
        PASS
    }
}
