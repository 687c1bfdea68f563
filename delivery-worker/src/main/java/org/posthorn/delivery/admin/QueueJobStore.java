package org.posthorn.delivery.admin;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.posthorn.events.api.QueueApi.Job;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;

/// What operators have under way, for whichever worker is asked.
public final class QueueJobStore {
    private static final Duration KEPT = Duration.ofDays(30);

    private static final String BEGIN = """
            INSERT INTO queue_job (action, words, by, begun, expected) VALUES (?, ?, ?, ?, ?) RETURNING id
            """;
    private static final String PROGRESS = "UPDATE queue_job SET done = ?, touched = now() WHERE id = ?";
    private static final String FINISH = "UPDATE queue_job SET finished = ?, failure = ? WHERE id = ?";
    /// A batch takes seconds. One whose worker was killed is heard of no more.
    private static final String FIND = """
            SELECT id, action, words, by, begun, expected, done, finished,
                   CASE WHEN finished IS NULL AND touched < now() - interval '1 minute'
                        THEN 'no word for a minute, its worker may have been stopped; begin again for what is left'
                        ELSE failure END AS failure
              FROM queue_job WHERE id = ?
            """;
    private static final String FORGET = "DELETE FROM queue_job WHERE begun < ?";

    private final Database database;

    public QueueJobStore(Database database) {
        this.database = database;
    }

    long begin(String action, String words, String by, long expected, Instant now) {
        database.update(FORGET, now.minus(KEPT));
        return database.queryOne(BEGIN, row -> row.number("id"), action, words, by, now, expected)
                .orElseThrow();
    }

    void progress(long id, long done) {
        database.update(PROGRESS, done, id);
    }

    void finish(long id, Optional<String> failure, Instant now) {
        database.update(FINISH, now, failure, id);
    }

    Optional<Job> find(long id) {
        return database.queryOne(FIND, QueueJobStore::read, id);
    }

    private static Job read(Row row) throws SQLException {
        return new Job(
                row.number("id"),
                row.text("action"),
                row.text("words"),
                row.text("by"),
                row.instant("begun"),
                row.number("expected"),
                row.number("done"),
                row.optionalInstant("finished"),
                row.optionalText("failure"));
    }
}
