package org.posthorn.testing;

/// The servers that tests run against. Which kind is chosen once per JVM by the system property `backing`: `embedded`
/// (the default), `containers` (Docker is needed) or `external` (servers named by further properties).
public interface Backing {
    /// The Kafka to use; started at the first call.
    String bootstrapServers();

    /// The PostgreSQL to use; started at the first call.
    DatabaseServer postgres();

    /// The backing of this JVM. Its servers stop with the JVM.
    static Backing ofThisJvm() {
        return SharedBacking.INSTANCE;
    }
}
