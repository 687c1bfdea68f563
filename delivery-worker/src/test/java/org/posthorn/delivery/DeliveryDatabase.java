package org.posthorn.delivery;

import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.testing.TestDatabase;

/// The service's schema in a test's database.
public final class DeliveryDatabase {
    private DeliveryDatabase() {}

    public static Database open(TestDatabase test) {
        var settings = Settings.of(
                "database.url=" + test.jdbcUrl(),
                "database.user=" + test.user(),
                "database.password=" + test.password());
        return Database.open(settings.get(DatabaseSettings.class), "delivery");
    }
}
