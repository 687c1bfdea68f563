package org.posthorn.mailctl.topics;

import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.content.PostgresClaimStore;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;

/// The claim store, for messages that are not in their records.
record Claims(Database database, ClaimStore store) implements AutoCloseable {
    static Claims open(Settings settings) {
        var database = Database.open(settings.get(DatabaseSettings.class), "claims");
        return new Claims(database, new PostgresClaimStore(database));
    }

    @Override
    public void close() {
        database.close();
    }
}
