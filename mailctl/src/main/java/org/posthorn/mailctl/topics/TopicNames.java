package org.posthorn.mailctl.topics;

import java.util.stream.Collectors;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.mailctl.console.Failure;

/// Topics as an operator writes them.
final class TopicNames {
    private TopicNames() {}

    /// The topic of this name; of a parking topic, the one whose records it holds.
    static Topic<?> topic(String name) {
        var plain = name.endsWith(Topic.PARKED_SUFFIX)
                ? name.substring(0, name.length() - Topic.PARKED_SUFFIX.length())
                : name;
        return Topics.named(plain).orElseThrow(() -> unknown(name));
    }

    static Failure unknown(String name) {
        var known = Topics.ALL.stream().map(Topic::name).collect(Collectors.joining(", "));
        return new Failure("There is no topic " + name + "; there are " + known + ".");
    }
}
