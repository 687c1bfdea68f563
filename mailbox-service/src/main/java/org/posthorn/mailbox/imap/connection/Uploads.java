package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.wire.CommandReader;

/// What a client uploads. Literals take their room out of a budget that all connections share, but for the little that
/// each may have without, and have to come at a least rate for as long as they have it.
/// APPENDs that come one behind the other, without waiting for their answers, are stored together: each
/// commit waits for the disk once, so that a client that pipelines is not held up by it for each message.
final class Uploads implements CommandReader.Gate {
    private static final int WITHOUT_ROOM = 64 * 1024;
    private static final int MOST_WAITING = 100;
    private static final long MOST_OCTETS = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Semaphore budget;
    private final Pace pace;
    private final Connection connection;
    private final List<Tagged> waiting = new ArrayList<>();
    /// Octets of the APPENDs that wait.
    private long octets;
    /// Octets of the command that is being read.
    private long reading;
    /// KiB of the budget.
    private int taken;

    /// An APPEND that is not answered yet.
    record Tagged(String tag, Command.Append command) {}

    /// The connection, as far as uploads need it.
    interface Connection {
        void store(List<Tagged> appends) throws IOException;

        /// Asks the client to go on (RFC 9051 §7.6).
        void ask() throws IOException;
    }

    /// @param budget KiB
    /// @param pace   of the client while it has a part of it
    Uploads(Semaphore budget, Pace pace, Connection connection) {
        this.budget = budget;
        this.pace = pace;
        this.connection = connection;
    }

    @Override
    public boolean admits(long size) throws IOException {
        if (!budget.tryAcquire(missing(size))) {
            store();
            if (!await(missing(size))) {
                return false;
            }
        }
        taken += missing(size);
        reading += size;
        goesOn();
        return true;
    }

    /// KiB that have to come out of the budget for a literal.
    private int missing(long size) {
        return Math.max(0, room(octets + reading + size) - taken);
    }

    private static int room(long octets) {
        return octets <= WITHOUT_ROOM ? 0 : (int) Math.ceilDiv(octets, 1024);
    }

    /// Room comes free when others have sent what they began; nothing is read from this client meanwhile.
    private boolean await(int kib) {
        pace.ends();
        try {
            return budget.tryAcquire(kib, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            goesOn();
        }
    }

    /// Nothing waits for its answer while the client waits for us.
    @Override
    public void ask() throws IOException {
        store();
        connection.ask();
    }

    /// Takes an APPEND to be stored soon.
    void add(String tag, Command.Append command) throws IOException {
        if (!waiting.isEmpty() && !waiting.getFirst().command().folder().equals(command.folder())) {
            store();
        }
        waiting.add(new Tagged(tag, command));
        octets += reading;
        reading = 0;
        if (waiting.size() >= MOST_WAITING || octets >= MOST_OCTETS) {
            store();
        }
    }

    /// Stores what waits; its room in the budget is free again, but for that of a command that is being read.
    void store() throws IOException {
        if (waiting.isEmpty()) {
            return;
        }
        var appends = List.copyOf(waiting);
        waiting.clear();
        octets = 0;
        pace.ends();
        connection.store(appends);
        giveBack();
        goesOn();
    }

    /// The client is waited for again.
    private void goesOn() {
        if (taken > 0) {
            pace.begins(taken);
        }
    }

    private void giveBack() {
        int free = taken - room(octets + reading);
        budget.release(free);
        taken -= free;
    }

    /// A command was carried out, or waits to be, or the connection is over.
    void release() {
        reading = 0;
        giveBack();
        if (taken == 0) {
            pace.isOverWith();
        }
    }

    /// The connection is over: what was not answered is not stored.
    void end() {
        waiting.clear();
        octets = 0;
        release();
    }
}
