package org.posthorn.mailbox.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.AccountId;
import org.posthorn.mailbox.change.Notices;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.mailbox.imap.connection.Stores;
import org.posthorn.mailbox.imap.store.AppendStore.Message;
import org.posthorn.mailbox.imap.store.FolderRow;
import org.posthorn.mailbox.imap.store.RestoreStore.Restored;
import org.posthorn.mailbox.imap.store.RestoreStore.Wanted;
import org.posthorn.mailbox.message.Analysis;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// A restore whose answer was lost sends the same messages again.
@WithBacking
class RestoreAgainTest {
    @Test
    void whatIsThereAlreadyStaysAndIsNotCounted(TestDatabase test, @TempDir Path directory) {
        try (var imap = new TestImap(test, directory)) {
            imap.account("again");
            var database = imap.database();
            var account = new AccountId(database.queryOne(
                            "SELECT account FROM address WHERE address LIKE 'again@%'", row -> row.number("account"))
                    .orElseThrow());
            var restores =
                    Stores.of(database, new Outbox(), new Notices(), () -> true).restores();
            var inbox = new FolderRow(0, "INBOX", Optional.of(SpecialUse.INBOX), true, 7, 3, 5, 0, 0, 0, 0);
            restores.begin(account, "backup", new Wanted(5, List.of(inbox), List.of()));
            long folder = restores.folders(account).getFirst().id();

            assertEquals(Optional.of(2), restores.add(account, folder, List.of(message(1), message(2))));
            assertEquals(Optional.of(0), restores.add(account, folder, List.of(message(1), message(2))));
            assertEquals(2, restores.folders(account).getFirst().messages());
        }
    }

    private static Restored message(long uid) {
        var octets = ("Subject: " + uid + "\r\n\r\nx\r\n").getBytes(StandardCharsets.US_ASCII);
        var message = new Message(0, List.of(), Instant.EPOCH, octets, Analysis.of(octets));
        return new Restored(message, uid, uid, Optional.empty());
    }
}
