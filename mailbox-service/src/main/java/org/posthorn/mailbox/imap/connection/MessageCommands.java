package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.grammar.SequenceSet;
import org.posthorn.mailbox.imap.store.AppendStore;
import org.posthorn.mailbox.imap.store.OverQuota;
import org.posthorn.mailbox.imap.store.TransferStore;
import org.posthorn.mailbox.imap.store.TransferStore.Transferred;
import org.posthorn.mailbox.imap.view.Messages;
import org.posthorn.mailbox.message.Analysis;

/// APPEND, COPY, MOVE and EXPUNGE (RFC 9051 §6.3.12, §6.4.3, §6.4.7, §6.4.8), with the UIDs that they gave.
final class MessageCommands {
    private final Session session;

    MessageCommands(Session session) {
        this.session = session;
    }

    /// Several commands at once, to one folder: each is answered as if it had come alone.
    List<Answer> append(List<Command.Append> commands) {
        return session.progress().during(() -> appended(commands));
    }

    private List<Answer> appended(List<Command.Append> commands) {
        if (!session.stores().room().getAsBoolean()) {
            return commands.stream().map(_ -> Answer.NO_ROOM).toList();
        }
        var name = session.folderName(commands.getFirst().folder());
        if (name.isEmpty()) {
            return commands.stream().map(_ -> Answer.NONEXISTENT).toList();
        }
        var folder = name.get();
        var batches = commands.stream().map(MessageCommands::storable).toList();
        var together = batches.stream()
                .flatMap(batch -> batch instanceof Storable.Yes(var messages) ? messages.stream() : Stream.empty())
                .toList();
        if (commands.size() > 1 && !together.isEmpty()) {
            try {
                return answers(batches, session.stores().appends().append(session.account(), folder, together));
            } catch (OverQuota _) {
                // the first of them may fit
            }
        }
        return batches.stream().map(batch -> append(folder, batch)).toList();
    }

    private Answer append(String folder, Storable batch) {
        return switch (batch) {
            case Storable.No(var answer) -> answer;
            case Storable.Yes(var messages) -> {
                try {
                    var appended = session.stores().appends().append(session.account(), folder, messages);
                    yield answers(List.of(batch), appended).getFirst();
                } catch (OverQuota _) {
                    yield Answer.OVER_QUOTA;
                }
            }
        };
    }

    private static List<Answer> answers(List<Storable> batches, Optional<AppendStore.Appended> appended) {
        var answers = new ArrayList<Answer>(batches.size());
        long uid = appended.map(AppendStore.Appended::firstUid).orElse(0L);
        for (var batch : batches) {
            switch (batch) {
                case Storable.No(var answer) -> answers.add(answer);
                case Storable.Yes(var messages) when appended.isEmpty() -> answers.add(Answer.TRY_CREATE);
                case Storable.Yes(var messages) -> {
                    var own = new AppendStore.Appended(appended.get().uidValidity(), uid, messages.size());
                    answers.add(Answer.ok(appendUid(own) + "Appended"));
                    uid += messages.size();
                }
            }
        }
        return answers;
    }

    private static String appendUid(AppendStore.Appended appended) {
        var first = appended.firstUid();
        var uids = appended.count() == 1 ? "" + first : first + ":" + (first + appended.count() - 1);
        return "[APPENDUID " + appended.uidValidity() + " " + uids + "] ";
    }

    /// What a client sent with one command, as it can be stored, or why not.
    private sealed interface Storable {
        record Yes(List<AppendStore.Message> messages) implements Storable {}

        record No(Answer answer) implements Storable {}
    }

    private static Storable storable(Command.Append command) {
        var messages = new ArrayList<AppendStore.Message>(command.messages().size());
        for (var message : command.messages()) {
            switch (storable(message)) {
                case Storable.No no -> {
                    return no;
                }
                case Storable.Yes(var one) -> messages.addAll(one);
            }
        }
        return new Storable.Yes(messages);
    }

    private static Storable storable(Command.NewMessage message) {
        var flags = FlagText.parse(message.flags());
        if (flags.isEmpty()) {
            return new Storable.No(Answer.no("[CANNOT] Such a flag cannot be stored"));
        }
        if (message.octets().length == 0) {
            return new Storable.No(Answer.no("[CANNOT] An empty message cannot be stored"));
        }
        return new Storable.Yes(List.of(new AppendStore.Message(
                flags.get().bits(),
                flags.get().keywords(),
                message.received().orElseGet(Instant::now),
                message.octets(),
                Analysis.of(message.octets()))));
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
        var folder = session.folderName(command.folder());
        if (folder.isEmpty()) {
            return Answer.NONEXISTENT;
        }
        return switch (storable(command.message())) {
            case Storable.No(var answer) -> answer;
            case Storable.Yes(var messages) ->
                replace(selected.messages().uid(old.get()[0]), folder.get(), messages.getFirst());
        };
    }

    private Answer replace(long uid, String folder, AppendStore.Message message) throws IOException {
        var from = session.selected().folder().id();
        AppendStore.Replaced replaced;
        try {
            replaced = session.progress()
                    .during(() -> session.stores().appends().replace(session.account(), folder, message, from, uid));
        } catch (OverQuota _) {
            return Answer.OVER_QUOTA;
        }
        if (replaced.appended().isEmpty()) {
            return switch (replaced.missing()) {
                case FOLDER -> Answer.TRY_CREATE;
                case MESSAGE -> Answer.no("[EXPUNGEISSUED] The message is gone");
            };
        }
        session.out().untagged("OK " + appendUid(replaced.appended().get()) + "Replaced");
        return Answer.ok("Replaced").with(Answer.News.OWN);
    }

    Answer copy(boolean uid, SequenceSet set, String target) {
        var wanted = wanted(uid, set, target);
        if (wanted.refusal().isPresent()) {
            return wanted.refusal().get();
        }
        try {
            return session.progress()
                    .during(() ->
                            session.stores().transfers().copy(wanted.transfer().orElseThrow()))
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
        var moved = session.progress()
                .during(() ->
                        session.stores().transfers().move(wanted.transfer().orElseThrow()));
        if (moved.isEmpty()) {
            return Answer.TRY_CREATE;
        }
        if (!moved.get().from().isEmpty()) {
            // RFC 6851 §4.3: before the messages leave
            session.out().untagged("OK " + copyUid(moved.get()) + "Moved");
            session.selected().removed(moved.get().from(), moved.get().left());
        }
        return Answer.ok("Moved").with(Answer.News.OWN);
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
        var uids = selected.messages().uids(ranges.get());
        return session.folderName(target)
                .map(to -> new TransferStore.Wanted(session.account(), selected.folder(), uids, to))
                .map(transfer -> new Wanted(Optional.of(transfer), Optional.empty()))
                .orElseGet(() -> Wanted.refused(Answer.NONEXISTENT));
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
        var expunges = session.stores().expunges();
        var gone = session.progress()
                .during(() ->
                        expunges.expunge(session.account(), selected.folder().id(), only));
        selected.removed(gone.uids(), gone.left());
        return Answer.ok("Expunged").with(Answer.News.OWN);
    }
}
