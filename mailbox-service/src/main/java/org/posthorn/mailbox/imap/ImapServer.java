package org.posthorn.mailbox.imap;

import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.posthorn.mailbox.account.Authentication;
import org.posthorn.mailbox.change.Notices;
import org.posthorn.mailbox.imap.connection.FetchRoom;
import org.posthorn.mailbox.imap.connection.Shared;
import org.posthorn.mailbox.imap.connection.Stores;
import org.posthorn.mailbox.imap.connection.UserSessions;
import org.posthorn.mailbox.imap.listener.ImapListener;
import org.posthorn.mailbox.imap.session.Capabilities;
import org.posthorn.mailbox.listener.SessionFailures;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.sql.Database;

/// The IMAP server, put together.
public final class ImapServer {
    private ImapServer() {}

    /// What it works on.
    ///
    /// @param room whether the disks have room for more mail
    public record Parts(
            Database database,
            Outbox outbox,
            Notices notices,
            Authentication authentication,
            BooleanSupplier room,
            Metrics metrics) {}

    /// @param appendLimit the largest message that clients may append, in octets
    public static ImapListener of(ImapSettings settings, Parts parts, SSLContext tls, long appendLimit) {
        var shared = new Shared(
                settings,
                Stores.of(parts.database(), parts.outbox(), parts.notices(), parts.room()),
                parts.authentication(),
                parts.notices(),
                new Capabilities(appendLimit, parts.authentication().offersScram()),
                new UserSessions(settings.maxSessionsPerAccount()),
                appendLimit,
                new Semaphore(settings.maxCompressed()),
                new Semaphore((int) Math.max(settings.appendBuffer() * 1024L, appendLimit / 1024 + 1)),
                new Semaphore(settings.fetchBuffer() / FetchRoom.MIB),
                new SessionFailures(parts.metrics(), "imap"));
        return new ImapListener(shared, tls);
    }
}
