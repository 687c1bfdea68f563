package org.posthorn.mailbox.imap.connection;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.posthorn.mailbox.change.Notices;
import org.posthorn.mailbox.imap.store.AnnotationStore;
import org.posthorn.mailbox.imap.store.AppendStore;
import org.posthorn.mailbox.imap.store.ChangeLog;
import org.posthorn.mailbox.imap.store.ExpungeStore;
import org.posthorn.mailbox.imap.store.FlagStore;
import org.posthorn.mailbox.imap.store.FolderChangeStore;
import org.posthorn.mailbox.imap.store.FolderStore;
import org.posthorn.mailbox.imap.store.MessageStore;
import org.posthorn.mailbox.imap.store.OrderStore;
import org.posthorn.mailbox.imap.store.RestoreStore;
import org.posthorn.mailbox.imap.store.SearchStore;
import org.posthorn.mailbox.imap.store.TransferStore;
import org.posthorn.mailbox.imap.store.UidListStore;
import org.posthorn.mailbox.imap.store.ViewStore;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.sql.Database;

/// Everything that connections ask of the database.
///
/// @param room whether its disk has room for more mail
public record Stores(
        Database database,
        FolderStore folders,
        FolderChangeStore folderChanges,
        ViewStore views,
        UidListStore uidLists,
        MessageStore messages,
        FlagStore flags,
        ExpungeStore expunges,
        TransferStore transfers,
        AppendStore appends,
        RestoreStore restores,
        SearchStore searches,
        OrderStore orders,
        AnnotationStore annotations,
        BooleanSupplier room) {
    public static Stores of(Database database, Outbox outbox, Notices notices, BooleanSupplier room) {
        var log = new ChangeLog(outbox, notices, InstantSource.system());
        return new Stores(
                database,
                new FolderStore(),
                new FolderChangeStore(database, log),
                new ViewStore(),
                new UidListStore(),
                new MessageStore(),
                new FlagStore(database, log),
                new ExpungeStore(database, log),
                new TransferStore(database, log),
                new AppendStore(database, log),
                new RestoreStore(database, log),
                new SearchStore(database),
                new OrderStore(),
                new AnnotationStore(database, log),
                room);
    }
}
