package org.posthorn.allinone.prove;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.posthorn.allinone.prove.World.Manner;
import org.posthorn.mailctl.sending.Letter;
import org.posthorn.mailctl.sending.Talk;
import org.posthorn.runtime.settings.HostPort;

/// Clients that hand in numbered messages: strangers, and accounts that write to each other and to the world. What was
/// not answered `250` is not repeated under the same number.
final class Load implements AutoCloseable {
    private static final int CLIENTS = 6;
    private static final int MESSAGES_OF_A_SESSION = 25;
    /// Past the limit up to which a message goes inline in a record.
    private static final int LARGE = 1_300_000;

    private final HostPort mx;
    private final HostPort submissions;
    private final long interval;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Try> tries = new ConcurrentHashMap<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean ending;

    /// @param perSecond messages of all clients together
    Load(int mx, int submissions, int perSecond) {
        this.mx = new HostPort("127.0.0.1", mx);
        this.submissions = new HostPort("127.0.0.1", submissions);
        this.interval = 1_000_000_000L * CLIENTS / perSecond;
    }

    void start(long seed) {
        for (int i = 0; i < CLIENTS; i++) {
            var client = new Client(new Random(seed + i));
            clients.add(Thread.ofPlatform().daemon().name("client-" + i).start(client::run));
        }
    }

    /// Returns when every client has its last answer.
    void stop() {
        ending = true;
        for (var client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    List<Try> tries() {
        return List.copyOf(tries.values());
    }

    long answered() {
        return tries.values().stream().filter(Try::answered).count();
    }

    /// One message before it is sent.
    private record Draft(Optional<String> account, List<String> local, List<String> remote, int size) {
        List<String> recipients() {
            var all = new ArrayList<>(local);
            all.addAll(remote);
            return all;
        }
    }

    /// A client with one session at a time; it comes from outside or logs in as one account.
    private final class Client {
        private final Random random;
        private @Nullable Talk talk;
        private Optional<String> account = Optional.empty();
        private int left;

        Client(Random random) {
            this.random = random;
        }

        void run() {
            var due = System.nanoTime() + random.nextLong(interval);
            while (!ending) {
                Pause.millis(Math.max(0, (due - System.nanoTime()) / 1_000_000));
                due = Math.max(due + interval, System.nanoTime() - interval);
                try {
                    send(session());
                    left--;
                } catch (IOException e) {
                    left = 0;
                }
            }
            hangUp();
        }

        private Talk session() throws IOException {
            var open = talk;
            if (open != null && left > 0) {
                return open;
            }
            hangUp();
            account = random.nextInt(10) < 4
                    ? Optional.empty()
                    : Optional.of(World.ACCOUNTS.get(random.nextInt(World.ACCOUNTS.size())));
            var fresh = Talk.with(account.isPresent() ? submissions : mx, account.isPresent());
            talk = fresh;
            if (account.isPresent()) {
                fresh.login(account.get(), World.PASSWORD);
            }
            left = MESSAGES_OF_A_SESSION;
            return fresh;
        }

        private void hangUp() {
            var open = talk;
            talk = null;
            if (open != null) {
                open.close();
            }
        }

        private void send(Talk open) throws IOException {
            var label = "n" + numbers.incrementAndGet();
            var draft = draft(label);
            boolean paid = !draft.remote().isEmpty();
            tries.put(label, new Try(label, draft.local(), draft.remote(), paid, false));
            var from = draft.account().orElse(World.STRANGER);
            var octets = Letter.stuffed(
                    from, draft.recipients().getFirst(), "<" + label + "@load.test>", label, draft.size());
            open.send(from, draft.recipients(), octets);
            tries.put(label, new Try(label, draft.local(), draft.remote(), paid, true));
        }

        private Draft draft(String label) {
            var local = new ArrayList<String>();
            var remote = new ArrayList<String>();
            if (account.isPresent() && random.nextBoolean()) {
                var domain = World.REMOTES.get(random.nextInt(World.REMOTES.size()));
                remote.add(Manner.draw(random).word() + "-" + label + "@" + domain);
            }
            int copies = remote.isEmpty() ? 1 + random.nextInt(2) : random.nextInt(2);
            int first = random.nextInt(World.ACCOUNTS.size());
            for (int i = 0; i < copies; i++) {
                local.add(World.ACCOUNTS.get((first + i) % World.ACCOUNTS.size()));
            }
            int size = random.nextInt(500) == 0 ? LARGE : 500 + random.nextInt(4_000);
            return new Draft(account, List.copyOf(local), List.copyOf(remote), size);
        }
    }

    @Override
    public void close() {
        ending = true;
        clients.forEach(Thread::interrupt);
    }
}
