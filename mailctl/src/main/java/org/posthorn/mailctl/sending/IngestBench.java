package org.posthorn.mailctl.sending;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.Topics;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.settings.HostPort;

/// Sends many messages over kept sessions and measures what the server makes of them: until the last `250`, until the
/// last outcome, and the CPU that its process took for both.
final class IngestBench {
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final Session session;
    private final Plan plan;
    private final AtomicInteger next = new AtomicInteger();

    /// @param recipients each message goes to the next of them
    /// @param size of a message in octets, about
    record Plan(HostPort server, int messages, int sessions, int size, List<String> recipients) {}

    /// @param cpuMillisPerMessage of the process that answers for smtp-ingress: of everything in an all-in-one
    record Measured(
            int messages,
            int sessions,
            int size,
            double seconds,
            double acceptedPerSecond,
            long delivered,
            double deliveredPerSecond,
            OptionalDouble cpuMillisPerMessage) {

        String words() {
            return String.format(
                    Locale.ROOT,
                    "%d messages of %d octets over %d sessions%n"
                            + "accepted   %8.0f/s  (%.1f s)%n"
                            + "delivered  %8.0f/s  (%d of them)%n"
                            + "CPU        %s",
                    messages,
                    size,
                    sessions,
                    acceptedPerSecond,
                    seconds,
                    deliveredPerSecond,
                    delivered,
                    cpuMillisPerMessage.isPresent()
                            ? String.format(Locale.ROOT, "%8.2f ms a message", cpuMillisPerMessage.getAsDouble())
                            : "unknown");
        }
    }

    IngestBench(Session session, Plan plan) {
        this.session = session;
        this.plan = plan;
    }

    Measured run() {
        var kafka = session.installation().kafka();
        try (var outcomes = new LogReader(kafka, List.of(Topics.DELIVERY_OUTCOME.name()))) {
            outcomes.fromEnd();
            outcomes.ends();
            // the position is fixed by the first poll
            outcomes.next();
            var cpuBefore = cpuSeconds();
            var started = System.nanoTime();
            sendAll();
            double sending = secondsSince(started);
            long delivered = awaitOutcomes(outcomes);
            double filing = secondsSince(started);
            var cpuAfter = cpuSeconds();
            var cpu = cpuBefore.isPresent() && cpuAfter.isPresent()
                    ? OptionalDouble.of(1000 * (cpuAfter.getAsDouble() - cpuBefore.getAsDouble()) / plan.messages())
                    : OptionalDouble.empty();
            return new Measured(
                    plan.messages(),
                    plan.sessions(),
                    plan.size(),
                    sending,
                    plan.messages() / sending,
                    delivered,
                    delivered / filing,
                    cpu);
        }
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private void sendAll() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Void> sending = this::sendMany;
            List<Future<Void>> sessions = IntStream.range(0, plan.sessions())
                    .mapToObj(_ -> threads.submit(sending))
                    .toList();
            for (var one : sessions) {
                one.get();
            }
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new Failure("A session with " + plan.server() + " broke off: " + cause.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted.");
        }
    }

    private Void sendMany() throws IOException {
        try (var talk = Talk.with(plan.server(), false)) {
            for (int i = next.getAndIncrement(); i < plan.messages(); i = next.getAndIncrement()) {
                var to = plan.recipients().get(i % plan.recipients().size());
                var id = "<bench." + i + "." + System.nanoTime() + "@bench.invalid>";
                var letter = Letter.stuffed("bench@bench.invalid", to, id, "n" + i, plan.size());
                talk.send("bench@bench.invalid", List.of(to), letter);
            }
        }
        return null;
    }

    /// Counts the messages that were delivered, until all are or nothing comes for a while.
    private long awaitOutcomes(LogReader outcomes) {
        Set<String> delivered = new HashSet<>();
        var last = Instant.now();
        while (delivered.size() < plan.messages() && Instant.now().isBefore(last.plus(IDLE))) {
            for (var record : outcomes.next()) {
                last = Instant.now();
                try {
                    var outcome = LogReader.event(Topics.DELIVERY_OUTCOME, record)
                            .event()
                            .data();
                    if (outcome.terminal()) {
                        delivered.add(outcome.subject().messageId().value());
                    }
                } catch (UnreadableRecord _) {
                    // not one of ours
                }
            }
        }
        return delivered.size();
    }

    private OptionalDouble cpuSeconds() {
        var url = URI.create(session.installation().addresses().ingressUrl()).resolve("/prometheus");
        try {
            var request =
                    HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build();
            var body = session.installation()
                    .http()
                    .send(request, BodyHandlers.ofString())
                    .body();
            return body.lines()
                    .filter(line -> line.startsWith("process_cpu_time_ns_total"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) / 1e9)
                    .findFirst();
        } catch (IOException e) {
            return OptionalDouble.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalDouble.empty();
        }
    }
}
