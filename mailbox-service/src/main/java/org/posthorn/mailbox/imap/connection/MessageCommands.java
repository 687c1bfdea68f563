package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.grammar.SequenceSet;
import org.posthorn.mailbox.imap.store.AppendStore;
import org.posthorn.mailbox.imap.store.FolderRow;
import org.posthorn.mailbox.imap.store.OverQuota;
import org.posthorn.mailbox.imap.store.TransferStore;
import org.posthorn.mailbox.imap.store.TransferStore.Transferred;
import org.posthorn.mailbox.imap.view.Messages;
import org.posthorn.mailbox.message.Analysis;

/// APPEND, COPY, MOVE and EXPUNGE (RFC 9051 §6.3.12, §6.4.3, §6.4.7, §6.4.8), with the UIDs that they gave.
final class MessageCommands {
    private final Session session;
    private final FolderCommands folders;

    MessageCommands(Session session, FolderCommands folders) {
        this.session = session;
        this.folders = folders;
    }

    Answer append(Command.Append command) {
        if (!session.stores().room().getAsBoolean()) {
            return Answer.NO_ROOM;
        }
        var folder = folders.folder(command.folder());
        if (folder.isEmpty()) {
            return Answer.TRY_CREATE;
        }
        var messages = new ArrayList<AppendStore.Message>(command.messages().size());
        for (var message : command.messages()) {
            switch (storable(message)) {
                case Storable.No(var answer) -> {
                    return answer;
                }
                case Storable.Yes(var stored) -> messages.add(stored);
            }
        }
        Optional<AppendStore.Appended> appended;
        try {
            appended = session.stores().appends().append(session.account(), folder.get(), messages);
        } catch (OverQuota _) {
            return Answer.OVER_QUOTA;
        }
        if (appended.isEmpty()) {
            return Answer.TRY_CREATE;
        }
        return Answer.ok(appendUid(appended.get()) + "Appended");
    }

    private static String appendUid(AppendStore.Appended appended) {
        var first = appended.firstUid();
        var uids = appended.count() == 1 ? "" + first : first + ":" + (first + appended.count() - 1);
        return "[APPENDUID " + appended.uidValidity() + " " + uids + "] ";
    }

    /// A message that a client sent, as it can be stored, or why not.
    private sealed interface Storable {
        record Yes(AppendStore.Message message) implements Storable {}

        record No(Answer answer) implements Storable {}
    }

    private static Storable storable(Command.NewMessage message) {
        var flags = FlagText.parse(message.flags());
        if (flags.isEmpty()) {
            return new Storable.No(Answer.no("[CANNOT] Such a flag cannot be stored"));
        }
        if (message.octets().length == 0) {
            return new Storable.No(Answer.no("[CANNOT] An empty message cannot be stored"));
        }
        return new Storable.Yes(new AppendStore.Message(
                flags.get().bits(),
                flags.get().keywords(),
                message.received().orElseGet(Instant::now),
                message.octets(),
                Analysis.of(message.octets())));
    }

    /// RFC 8508: the new message is told before the old one leaves.
    Answer replace(Command.Replace command) throws IOException {
        if (!session.stores().room().getAsBoolean()) {
            return Answer.NO_ROOM;
        }
        var selected = session.selected();
        var old = selected.ranges(command.replaced(), command.uid());
        if (old.isEmpty() || Messages.size(old.get()) != 1) {
            return command.uid() ? Answer.no("There is no message of this UID") : Answer.NO_SUCH_MESSAGE;
        }
        var folder = folders.folder(command.folder());
        if (folder.isEmpty()) {
            return Answer.TRY_CREATE;
        }
        return switch (storable(command.message())) {
            case Storable.No(var answer) -> answer;
            case Storable.Yes(var message) -> replace(selected.messages().uid(old.get()[0]), folder.get(), message);
        };
    }

    private Answer replace(long uid, FolderRow folder, AppendStore.Message message) throws IOException {
        var from = session.selected().folder().id();
        var replaced = session.stores().appends().replace(session.account(), folder, message, from, uid);
        if (replaced.appended().isEmpty()) {
            return switch (replaced.missing()) {
                case FOLDER -> Answer.TRY_CREATE;
                case MESSAGE -> Answer.no("[EXPUNGEISSUED] The message is gone");
            };
        }
        session.out().untagged("OK " + appendUid(replaced.appended().get()) + "Replaced");
        return Answer.ok("Replaced");
    }

    Answer copy(boolean uid, SequenceSet set, String target) {
        var wanted = wanted(uid, set, target);
        if (wanted.refusal().isPresent()) {
            return wanted.refusal().get();
        }
        try {
            return session.stores()
                    .transfers()
                    .copy(wanted.transfer().orElseThrow())
                    .map(copied -> Answer.ok(copyUid(copied) + "Copied"))
                    .orElse(Answer.TRY_CREATE);
        } catch (OverQuota _) {
            return Answer.OVER_QUOTA;
        }
    }

    Answer move(boolean uid, SequenceSet set, String target) throws IOException {
        var wanted = wanted(uid, set, target);
        if (wanted.refusal().isPresent()) {
            return wanted.refusal().get();
        }
        var moved = session.stores().transfers().move(wanted.transfer().orElseThrow());
        if (moved.isEmpty()) {
            return Answer.TRY_CREATE;
        }
        if (!moved.get().from().isEmpty()) {
            // RFC 6851 §4.3: before the messages leave
            session.out().untagged("OK " + copyUid(moved.get()) + "Moved");
        }
        return Answer.ok("Moved");
    }

    /// What to transfer, or why not.
    private record Wanted(Optional<TransferStore.Wanted> transfer, Optional<Answer> refusal) {
        static Wanted refused(Answer answer) {
            return new Wanted(Optional.empty(), Optional.of(answer));
        }
    }

    private Wanted wanted(boolean uid, SequenceSet set, String target) {
        var selected = session.selected();
        var ranges = selected.ranges(set, uid);
        if (ranges.isEmpty()) {
            return Wanted.refused(Answer.NO_SUCH_MESSAGE);
        }
        Optional<FolderRow> to = folders.folder(target);
        if (to.isEmpty()) {
            return Wanted.refused(Answer.TRY_CREATE);
        }
        var uids = selected.messages().uids(ranges.get());
        return new Wanted(
                Optional.of(new TransferStore.Wanted(session.account(), selected.folder(), uids, to.get())),
                Optional.empty());
    }

    private static String copyUid(Transferred done) {
        return done.from().isEmpty()
                ? ""
                : "[COPYUID " + done.uidValidity() + " " + UidText.of(done.from()) + " " + UidText.of(done.to()) + "] ";
    }

    Answer expunge(Optional<SequenceSet> uids) {
        var selected = session.selected();
        var only = uids.map(
                set -> selected.messages().uids(selected.ranges(set, true).orElseThrow()));
        session.stores().expunges().expunge(session.account(), selected.folder().id(), only);
        return Answer.ok("Expunged");
    }
}
