package org.posthorn.policy;

import java.util.Optional;
import org.posthorn.policy.route.RoutingLimits;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// Settings of policy-service.
@Group(prefix = "policy", doc = "Judging and routing accepted mail.")
public record PolicySettings(
        @Setting(value = "500", doc = "The most messages of one transaction.")
        int batchMessages,

        @Setting(
                doc = "A name that this instance alone has, and has again after a restart; it names its Kafka"
                        + " transactions. When empty, `policy`.",
                env = "HOSTNAME")
        Optional<String> instance,

        @Setting(value = "10", doc = "How many aliases may stand behind one another.")
        int aliasDepth,

        @Setting(value = "1000", doc = "The most addresses that one forward-path may become through aliases.")
        int aliasTargets) {

    RoutingLimits routingLimits() {
        return new RoutingLimits(aliasDepth, aliasTargets);
    }
}
