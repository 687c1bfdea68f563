package org.posthorn.policy.evidence;

import java.util.List;
import java.util.Optional;
import org.posthorn.mailauth.evidence.Evidence;

/// What came of looking at a message.
///
/// @param evidence absent for mail of our own, and for what is late
/// @param client what is noted of the client
/// @param late it is to wait apart
public record Finding(Optional<Evidence> evidence, List<Evidence.Fact> client, boolean late) {
    static final Finding NOTHING_TO_CHECK = new Finding(Optional.empty(), List.of(), false);
    static final Finding LATE = new Finding(Optional.empty(), List.of(), true);
}
