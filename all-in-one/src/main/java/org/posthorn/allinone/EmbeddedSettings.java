package org.posthorn.allinone;

import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// Where the servers inside an all-in-one listen.
@Group(prefix = "embedded", doc = "The Kafka and the PostgreSQL that `posthorn up` brings along; on loopback only.")
public record EmbeddedSettings(
        @Setting(value = "19092", doc = "The port of the embedded Kafka; 0 takes a free one.")
        int kafkaPort,

        @Setting(value = "19093", doc = "The port of its controller; 0 takes a free one.")
        int kafkaControllerPort,

        @Setting(value = "15432", doc = "The port of the embedded PostgreSQL; 0 takes a free one.")
        int postgresPort) {}
