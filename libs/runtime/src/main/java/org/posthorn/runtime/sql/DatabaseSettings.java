package org.posthorn.runtime.sql;

import java.time.Duration;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// Where PostgreSQL is. Each service keeps to a schema and a role of its own in this database.
@Group(prefix = "database", doc = "PostgreSQL. Each service has a schema and a role of its own in one database.")
public record DatabaseSettings(
        @Setting(value = "jdbc:postgresql://127.0.0.1:5432/posthorn", doc = "The JDBC address of the database.")
        String url,

        @Setting(
                value = "posthorn",
                doc = "The role to log in as. When it may create roles, each service switches"
                        + " to a role of its own, `posthorn_<service>`; else it works as this role.")
        String user,

        @Setting(doc = "Its password.", secret = true) String password,

        @Setting(value = "6", doc = "The most connections of one service.")
        int poolSize,

        @Setting(value = "10s", doc = "How long to wait for a connection before the database counts as down.")
        Duration connectTimeout,

        @Setting(value = "60s", doc = "How long one statement may run.")
        Duration statementTimeout) {
    /// The same with fewer or more connections.
    public DatabaseSettings withPoolSize(int connections) {
        return new DatabaseSettings(url, user, password, connections, connectTimeout, statementTimeout);
    }
}
