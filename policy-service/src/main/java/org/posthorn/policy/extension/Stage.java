package org.posthorn.policy.extension;

import java.util.List;
import org.apache.mailet.Mailet;
import org.apache.mailet.Matcher;

/// A processor: pairs of a matcher and a mailet, one after the other.
///
/// @param name the state of a mail that is in it; `root` is the first
record Stage(String name, List<Pair> pairs) {
    /// @param condition as it is written, for messages
    record Pair(Matcher matcher, Mailet mailet, String condition) {}
}
