package org.posthorn.policy.evidence;

import java.util.Optional;
import org.posthorn.mailauth.evidence.Evidence;

/// What came of looking at a message.
///
/// @param evidence absent for mail of our own, and for what is late
/// @param late it is to wait apart
public record Finding(Optional<Evidence> evidence, boolean late) {
    static final Finding NOTHING_TO_CHECK = new Finding(Optional.empty(), false);
}
