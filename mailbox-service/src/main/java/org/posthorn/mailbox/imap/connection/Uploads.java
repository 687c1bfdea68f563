package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.wire.CommandReader;

/// What a client uploads. Large literals take their room out of a budget that all connections share, and have to come
/// at a least rate for as long as they have it.
/// APPENDs that come one behind the other, without waiting for their answers, are stored together: each
/// commit waits for the disk once, so that a client that pipelines is not held up by it for each message.
final class Uploads implements CommandReader.Gate {
    private static final int SMALL_LITERAL = 64 * 1024;
    private static final int MOST_WAITING = 100;
    private static final long MOST_OCTETS = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Semaphore budget;
    private final Pace pace;
    private final Connection connection;
    private final List<Tagged> waiting = new ArrayList<>();
    private long octets;
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
        int kib = (int) (size / 1024);
        if (size <= SMALL_LITERAL) {
            return true;
        }
        if (!budget.tryAcquire(kib)) {
            store();
            if (!acquire(kib)) {
                return false;
            }
        }
        taken += kib;
        pace.begins();
        return true;
    }

    /// Room comes free when others have sent what they began; nothing is read from this client meanwhile.
    private boolean acquire(int kib) {
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
        octets += command.messages().stream()
                .mapToLong(message -> message.octets().length)
                .sum();
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
        goesOn();
    }

    /// The client is waited for again.
    private void goesOn() {
        if (taken > 0) {
            pace.begins();
        }
    }

    /// A command was carried out, or the connection is over.
    void release() {
        if (waiting.isEmpty()) {
            pace.ends();
            budget.release(taken);
            taken = 0;
        }
    }

    /// The connection is over: what was not answered is not stored.
    void end() {
        waiting.clear();
        release();
    }
}
