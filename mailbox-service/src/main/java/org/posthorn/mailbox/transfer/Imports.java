package org.posthorn.mailbox.transfer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.TransferApi.Added;
import org.posthorn.events.api.TransferApi.Keys;
import org.posthorn.events.api.TransferApi.NewMessage;
import org.posthorn.mailbox.folder.FolderNames;
import org.posthorn.mailbox.imap.connection.Stores;
import org.posthorn.mailbox.imap.store.AppendStore.FolderGone;
import org.posthorn.mailbox.imap.store.AppendStore.Message;
import org.posthorn.mailbox.imap.store.FolderChangeStore.Outcome;
import org.posthorn.mailbox.imap.store.FolderRow;
import org.posthorn.mailbox.imap.store.OverQuota;
import org.posthorn.mailbox.message.Analysis;
import org.posthorn.mailbox.message.Flags;
import org.posthorn.runtime.http.Frames.Frame;
import org.posthorn.runtime.http.Refusal;

/// Takes messages of another system in: with their flags and dates, each once. A batch is one transaction
/// with the keys of its messages, so that an import that broke off, or whose answer was lost, is simply run
/// again.
public final class Imports {
    static final int MOST_AT_ONCE = 1_000;

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final Stores stores;
    private final ImportKeyStore keys = new ImportKeyStore();

    public Imports(Stores stores) {
        this.stores = stores;
    }

    /// Which of these were imported before.
    public Keys known(long account, Keys wanted) {
        checkKeys(wanted.keys());
        return new Keys(List.copyOf(keys.known(stores.database(), new AccountId(account), wanted.keys())));
    }

    /// Adds those that are new to a folder, which is made when it is missing.
    public Added add(long account, String folderName, List<Frame<NewMessage>> frames) {
        requireRoom(stores);
        checkKeys(frames.stream().map(frame -> frame.head().key()).toList());
        var folder = folder(new AccountId(account), folderName);
        var messages = frames.stream().map(Imports::storable).toList();
        try {
            return stores.database().transaction(tx -> {
                var all = frames.stream().map(frame -> frame.head().key()).toList();
                var fresh = keys.remember(tx, new AccountId(account), all);
                var wanted = chosen(frames, messages, fresh);
                if (!wanted.isEmpty()) {
                    stores.appends().append(tx, new AccountId(account), folder.name(), wanted);
                }
                return new Added(wanted.size());
            });
        } catch (FolderGone _) {
            throw Refusal.conflict("The folder " + folderName + " was deleted meanwhile.");
        } catch (OverQuota _) {
            throw Refusal.overQuota("The mailbox is full.");
        }
    }

    static void requireRoom(Stores stores) {
        if (!stores.room().getAsBoolean()) {
            throw Refusal.noRoom("The disk of the mail system is nearly full, so nothing can be stored for now.");
        }
    }

    private static List<Message> chosen(List<Frame<NewMessage>> frames, List<Message> messages, Set<String> fresh) {
        var left = fresh.stream().collect(Collectors.toSet());
        var chosen = new ArrayList<Message>();
        for (int i = 0; i < frames.size(); i++) {
            if (left.remove(frames.get(i).head().key())) {
                chosen.add(messages.get(i));
            }
        }
        return chosen;
    }

    private static void checkKeys(List<String> keys) {
        if (keys.size() > MOST_AT_ONCE) {
            throw Refusal.badRequest("At most " + MOST_AT_ONCE + " messages come at once.");
        }
        if (!keys.stream().allMatch(key -> key.matches("[0-9a-f]{64}"))) {
            throw Refusal.badRequest("A key has 64 hexadecimal digits.");
        }
    }

    private static Message storable(Frame<NewMessage> frame) {
        if (frame.octets().length == 0) {
            throw Refusal.badRequest("An empty message cannot be stored.");
        }
        var date = frame.head().receivedAt();
        boolean odd = date.isBefore(EARLIEST) || date.isAfter(LATEST);
        return message(frame.head().flags(), odd ? EARLIEST : date, frame.octets());
    }

    /// What cannot be a flag here is left out: another system's oddities must not keep mail from coming.
    static Message message(List<String> flags, Instant receivedAt, byte[] octets) {
        int bits = 0;
        var keywords = new ArrayList<String>();
        for (var flag : flags) {
            var bit = Flags.bit(flag);
            bits |= bit.orElse(0);
            if (bit.isEmpty() && Flags.isKeyword(flag) && !keywords.contains(flag)) {
                keywords.add(flag);
            }
        }
        return new Message(bits, keywords, receivedAt, octets, Analysis.of(octets));
    }

    private FolderRow folder(AccountId account, String wanted) {
        var name = FolderNames.stored(wanted);
        return byName(account, name).orElseGet(() -> {
            FolderNames.fault(name).ifPresent(fault -> {
                throw Refusal.badRequest("\"" + name + "\" cannot be the name of a folder: " + fault + ".");
            });
            var outcome = stores.folderChanges().create(account, name, Optional.empty());
            if (outcome == Outcome.TOO_MANY) {
                throw Refusal.conflict("There are too many folders.");
            }
            return byName(account, name)
                    .orElseThrow(() -> Refusal.notFound("There is no account " + account.value() + "."));
        });
    }

    private Optional<FolderRow> byName(AccountId account, String name) {
        return stores.folders().byName(stores.database(), account, name);
    }
}
