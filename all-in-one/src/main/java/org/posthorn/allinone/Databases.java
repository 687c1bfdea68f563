package org.posthorn.allinone;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.posthorn.embedded.EmbeddedPostgres;

/// The settings that lead to the database of an embedded server, which is made when it is missing.
public final class Databases {
    private Databases() {}

    /// @param secrets the directory that keeps the password
    public static Map<String, String> settings(EmbeddedPostgres server, Path secrets) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("database.url", server.jdbcUrl(OwnDatabase.NAME));
        settings.put("database.user", OwnDatabase.NAME);
        settings.put("database.password", OwnDatabase.prepare(server, secrets));
        return settings;
    }
}
