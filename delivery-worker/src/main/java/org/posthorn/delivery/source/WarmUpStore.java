package org.posthorn.delivery.source;

import java.time.LocalDate;
import org.posthorn.runtime.sql.Database;

/// What sources that warm up have sent to each site today, of all workers together.
public final class WarmUpStore implements WarmUpCounts {
    private static final String TAKE = """
            INSERT INTO source_use AS used (day, source, site, messages) VALUES (?::date, ?, ?, 1)
            ON CONFLICT (day, source, site) DO UPDATE SET messages = used.messages + 1 WHERE used.messages < ?
            """;
    private static final String GIVE_BACK = """
            UPDATE source_use SET messages = messages - 1 WHERE day = ?::date AND source = ? AND site = ? AND messages > 0
            """;
    private static final String FORGET = "DELETE FROM source_use WHERE day < ?::date";

    private final Database database;

    public WarmUpStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean take(LocalDate day, String source, String site, int most) {
        return database.update(TAKE, day.toString(), source, site, most) > 0;
    }

    @Override
    public void giveBack(LocalDate day, String source, String site) {
        database.update(GIVE_BACK, day.toString(), source, site);
    }

    @Override
    public void forgetBefore(LocalDate day) {
        database.update(FORGET, day.toString());
    }
}
