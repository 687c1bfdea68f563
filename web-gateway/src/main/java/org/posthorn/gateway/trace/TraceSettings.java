package org.posthorn.gateway.trace;

import java.time.Duration;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// The settings of the trace.
@Group(prefix = "trace", doc = "What happened to each message, to be searched.")
public record TraceSettings(
        @Setting(value = "true", doc = "Keep the trace. Without it messages are accepted and delivered all the same.")
        boolean enabled,

        @Setting(value = "30d", doc = "How long the trace of a message is kept.")
        Duration keep,

        @Setting(
                value = "500ms",
                doc = "How long events are gathered before they are written together. Longer is cheaper; a message"
                        + " appears in the trace that much later.")
        Duration gather) {}
