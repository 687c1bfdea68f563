package org.posthorn.ingress;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.Content;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.content.PostgresClaimStore;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;

/// The claim store, opened at its first use: a database that is away must not keep the mail ports closed. Safe for use
/// by
/// many threads.
final class LazyClaimStore implements ClaimStore, AutoCloseable {
    private final DatabaseSettings settings;
    private @Nullable Database database;
    private volatile @Nullable ClaimStore store;

    LazyClaimStore(DatabaseSettings settings) {
        this.settings = settings;
    }

    @Override
    public Content.Claimed store(String name, InputStream octets, long size) throws IOException {
        return opened().store(name, octets, size);
    }

    @Override
    public InputStream open(Content.Claimed claimed) {
        return opened().open(claimed);
    }

    @Override
    public synchronized void close() {
        if (database != null) {
            database.close();
        }
    }

    private ClaimStore opened() {
        var found = store;
        return found != null ? found : openNow();
    }

    private synchronized ClaimStore openNow() {
        var found = store;
        if (found == null) {
            var claims = Database.open(settings, "claims");
            database = claims;
            found = new PostgresClaimStore(claims);
            store = found;
        }
        return found;
    }
}
