package org.posthorn.mailctl.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.events.api.TransferApi.FolderState;
import org.posthorn.events.api.TransferApi.MessageState;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.mailctl.console.Progress;

/// Carries the messages of a mailbox into a target, some MiB at a time.
final class Exporter {
    private static final long OCTETS = 4 << 20;

    private final RemoteMailbox mailbox;
    private final Progress progress;
    private long whole;
    private long looked;
    private long exported;

    Exporter(RemoteMailbox mailbox, Progress progress) {
        this.mailbox = mailbox;
        this.progress = progress;
    }

    /// @return how many messages were written
    /// @throws Failure when the target cannot be written
    long run(List<FolderState> folders, Target target) {
        whole = folders.stream().mapToLong(FolderState::messages).sum();
        try {
            for (var folder : folders) {
                try (var box = target.open(folder)) {
                    export(folder, box);
                }
            }
        } catch (IOException e) {
            throw new Failure("The export stopped: " + e.getMessage() + ". Run it again to go on.");
        } finally {
            progress.close();
        }
        return exported;
    }

    private void export(FolderState folder, Target.Box box) throws IOException {
        long after = box.after();
        for (var states = mailbox.states(folder.id(), after);
                !states.isEmpty();
                states = mailbox.states(folder.id(), after)) {
            var wanted = new ArrayList<MessageState>();
            long octets = 0;
            for (var state : states) {
                if (!box.wants(state)) {
                    continue;
                }
                wanted.add(state);
                octets += state.size();
                if (octets > OCTETS) {
                    fetch(folder, wanted, box);
                    octets = 0;
                }
            }
            fetch(folder, wanted, box);
            box.settle();
            after = states.getLast().uid();
            looked += states.size();
            progress.at(Math.min(looked, whole), whole);
        }
    }

    private void fetch(FolderState folder, List<MessageState> wanted, Target.Box box) throws IOException {
        mailbox.fetch(folder.id(), wanted, (state, octets) -> {
            box.add(state, octets);
            exported++;
        });
        wanted.clear();
    }
}
