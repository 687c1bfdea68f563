package org.posthorn.mailctl.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.posthorn.events.api.TransferApi.NewMessage;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.mailctl.console.Progress;
import org.posthorn.runtime.http.Frames.Frame;

/// Carries the messages of a source into a mailbox, some hundred or some MiB at a time.
final class Importer implements Source.Sink {
    /// A message that is larger is left out: it would have to be in memory whole.
    static final int LARGEST = 200 << 20;

    private static final int MESSAGES = 200;
    private static final long OCTETS = 4 << 20;
    private static final int MOST_COMPLAINTS = 100;

    private final RemoteMailbox mailbox;
    private final Map<String, String> folders;
    private final Console console;
    private final List<Frame<NewMessage>> waiting = new ArrayList<>();
    private String waitingFor = "";
    private long octets;
    private Progress progress;
    private long whole;
    private long looked;
    private long imported;
    private long known;
    private long skipped;

    /// What was done.
    ///
    /// @param imported now
    /// @param known    before
    /// @param skipped  left out
    record Done(long imported, long known, long skipped) {}

    /// @param folders other names for folders of the source
    Importer(RemoteMailbox mailbox, Map<String, String> folders, Console console) {
        this.mailbox = mailbox;
        this.folders = folders;
        this.console = console;
        this.progress = console.progress("Importing");
    }

    /// @throws Failure when the source cannot be read to its end
    Done run(Source source) {
        try {
            whole = source.whole();
            source.read(this);
            send();
        } catch (IOException e) {
            send();
            throw new Failure("The source cannot be read further: " + e.getMessage()
                    + ". What was imported stays; run it again to go on.");
        } finally {
            progress.close();
        }
        return new Done(imported, known, skipped);
    }

    @Override
    public Set<String> unknown(List<String> keys) {
        var unknown = mailbox.unknown(keys);
        known += keys.size() - unknown.size();
        return unknown;
    }

    @Override
    public void add(String folder, NewMessage message, byte[] message822) {
        var name = folders.getOrDefault(folder, folder);
        var normal = LineEnds.crlf(message822);
        if (!waiting.isEmpty()
                && (!name.equals(waitingFor) || waiting.size() >= MESSAGES || octets + normal.length > OCTETS)) {
            send();
        }
        waitingFor = name;
        waiting.add(new Frame<>(message, normal));
        octets += normal.length;
    }

    private void send() {
        if (!waiting.isEmpty()) {
            imported += mailbox.add(waitingFor, List.copyOf(waiting));
            waiting.clear();
            octets = 0;
        }
    }

    @Override
    public void skip(String reason) {
        skipped++;
        if (skipped <= MOST_COMPLAINTS) {
            progress.say(reason);
        }
        if (skipped == MOST_COMPLAINTS) {
            console.err().println("Further complaints are not printed.");
        }
    }

    @Override
    public void progress(long more) {
        looked += more;
        progress.at(looked, whole);
    }
}
