package org.posthorn.testing;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/// Servers that are already there, for these tests alone: what the tests of another module left in Kafka is deleted
/// first, since services share the names of their topics. They are: `backing.kafka` (bootstrap servers),
/// `backing.postgres` (host:port),
/// `backing.postgres-user` and `backing.postgres-password` of a role that may create databases and roles.
final class ExternalBacking implements Backing {
    private final String bootstrapServers;

    private ExternalBacking(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /// The servers, without topics.
    static ExternalBacking cleared() {
        var servers = required("backing.kafka");
        try (var admin = Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers))) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka at " + servers + " could not be cleared", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new ExternalBacking(servers);
    }

    @Override
    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public DatabaseServer postgres() {
        var address = required("backing.postgres");
        var colon = address.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("-Dbacking.postgres=" + address + ": use host:port");
        }
        return new DatabaseServer(
                address.substring(0, colon),
                Integer.parseInt(address.substring(colon + 1)),
                required("backing.postgres-user"),
                required("backing.postgres-password"));
    }

    private static String required(String property) {
        var value = System.getProperty(property);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("-Dbacking=external needs -D" + property + "=…");
        }
        return value;
    }
}
