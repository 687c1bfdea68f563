package org.posthorn.runtime.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class PartsTest {
    private final List<String> happened = new ArrayList<>();

    private record Part(String name, List<String> happened) implements Running {
        @Override
        public void start() {
            happened.add("start " + name);
        }

        @Override
        public void drain() {
            happened.add("drain " + name);
            if (name.equals("b")) {
                throw new IllegalStateException("as if it were broken");
            }
        }

        @Override
        public void close() {
            happened.add("close " + name);
        }
    }

    @Test
    void partsDrainAndCloseInTheReverseOfTheirOrderWhateverFails() {
        var parts = Parts.of(new Part("a", happened), new Part("b", happened), new Part("c", happened));
        parts.start();
        parts.drain();
        parts.close();

        assertEquals(
                List.of(
                        "start a", "start b", "start c", "drain c", "drain b", "drain a", "close c", "close b",
                        "close a"),
                happened);
    }

    /// Ends its drain when all others drain as well.
    private record Waiting(CyclicBarrier all, List<String> drained) implements Running {
        @Override
        public void start() {}

        @Override
        public void drain() {
            try {
                all.await(30, TimeUnit.SECONDS);
                synchronized (drained) {
                    drained.add("drained");
                }
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("it drained alone", e);
            }
        }

        @Override
        public void close() {}
    }

    @Test
    void partsTogetherDrainAtOnce() {
        var all = new CyclicBarrier(3);
        var parts = Parts.together(
                List.of(new Waiting(all, happened), new Waiting(all, happened), new Waiting(all, happened)));
        parts.start();
        parts.drain();

        assertEquals(List.of("drained", "drained", "drained"), happened);
    }
}
