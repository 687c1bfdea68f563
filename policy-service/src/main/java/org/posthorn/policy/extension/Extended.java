package org.posthorn.policy.extension;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.Recipient;

/// What came of a message in the step.
public sealed interface Extended {
    /// As it was.
    record Unchanged() implements Extended {}

    /// Another one.
    ///
    /// @param content when it changed; shared, not copied
    /// @param recipients of the envelope, all of them
    /// @param removed those that are no longer among them
    @SuppressWarnings("ArrayRecordComponent")
    record Changed(Optional<byte[]> content, List<Recipient> recipients, List<Recipient> removed) implements Extended {}

    /// It failed, or was not done in time.
    ///
    /// @param reason a sentence
    /// @param park the message is to be set aside
    record Failed(String reason, boolean park) implements Extended {}
}
