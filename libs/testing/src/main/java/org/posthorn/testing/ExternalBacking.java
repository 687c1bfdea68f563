package org.posthorn.testing;

/// Servers that are already there: `backing.kafka` (bootstrap servers), `backing.postgres` (host:port),
/// `backing.postgres-user` and `backing.postgres-password` of a role that may create databases and roles.
final class ExternalBacking implements Backing {
    @Override
    public String bootstrapServers() {
        return required("backing.kafka");
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
