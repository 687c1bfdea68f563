package org.posthorn.delivery.attempt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.posthorn.delivery.attempt.Lane.Candidate;
import org.posthorn.delivery.attempt.Lane.Entry;
import org.posthorn.delivery.attempt.Pace.Ending;
import org.posthorn.delivery.transport.MailServer;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.delivery.transport.OutgoingContent;
import org.posthorn.delivery.transport.OutgoingMessage;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.testing.ManualClock;

class LaneTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Attempt REASON = new Attempt(Optional.empty(), Optional.empty(), "no answer", "4.4.1");

    private static final Candidate NOTHING = new Candidate(
            new OutgoingMessage(MailEnvelope.of("", List.of()), List.of(), OutgoingContent.of(new byte[0])), List.of());

    private final ManualClock clock = new ManualClock(NOW);
    private final List<String> order = new CopyOnWriteArrayList<>();

    @Test
    void accountsTakeTurnsHoweverManyMessagesOneHas() throws InterruptedException {
        var lane = lane(1);
        var turn = turn(lane, "busy");
        for (var i = 0; i < 4; i++) {
            waitFor(lane, "busy");
        }
        waitFor(lane, "quiet");
        waitFor(lane, "other");

        lane.leave(turn, new Ending.Served());

        eventually("all had a turn", () -> order.size() == 6);
        assertTrue(order.indexOf("quiet") <= 2 && order.indexOf("other") <= 2, order.toString());
        eventually("the lane is idle", lane::isIdle);
    }

    @Test
    void allWhoWaitLearnAtOnceThatTheSiteIsDown() throws InterruptedException {
        var lane = lane(1);
        var turn = turn(lane, "a");
        waitFor(lane, "a");
        waitFor(lane, "b");

        lane.leave(turn, new Ending.Unreached(REASON));

        eventually("both left", () -> order.size() == 2);
        assertEquals(List.of("down", "down"), order);
    }

    @Test
    void whoFollowsOnAConnectionIsTheNextInLineIfHisServersAreTheSame() throws InterruptedException {
        var lane = lane(1);
        var server = new MailServer(
                "mx.example.net", new InetSocketAddress("192.0.2.1", 25), Tls.IF_OFFERED, Optional.empty());
        var turn = turn(lane, "a");
        waitFor(lane, "b");

        assertEquals(Optional.empty(), lane.follow(server, _ -> true), "his servers are others");
        lane.leave(turn, new Ending.Served());
        eventually("b had a turn", () -> order.equals(List.of("b")));

        var again = turn(lane, "a");
        waitFor(lane, "c", new Candidate(NOTHING.message(), List.of(server)));
        assertEquals(Optional.empty(), lane.follow(server, _ -> false), "his message does not fit");
        assertTrue(lane.follow(server, _ -> true).isPresent());
        eventually("c goes on with the connection", () -> order.equals(List.of("b", "c")));
        lane.leave(again, new Ending.Served());
        eventually("the lane is idle", lane::isIdle);
    }

    @Test
    void aConnectionThatFellIdleIsUsedWhileSomebodyWaitsForAnother() throws InterruptedException {
        var lane = lane(2);
        var server = new MailServer(
                "mx.example.net", new InetSocketAddress("192.0.2.1", 25), Tls.IF_OFFERED, Optional.empty());
        var first = turn(lane, "a");
        var second = turn(lane, "a");
        var done = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                var follower = (Entry.Turn) lane.enter("c", new Candidate(NOTHING.message(), List.of(server)));
                done.await();
                lane.leave(follower, new Ending.Served());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        eventually("c waits", () -> lane.waiting() == 1);
        waitFor(lane, "b");
        assertTrue(lane.follow(server, _ -> true).isPresent());

        lane.leave(second, new Ending.Served());

        eventually("b has the second connection", () -> order.equals(List.of("b")));
        lane.leave(first, new Ending.Served());
        done.countDown();
        eventually("the lane is idle", lane::isIdle);
    }

    private Lane lane(int connections) {
        return new Lane(new Pace(connections, Optional.empty()), 100, clock);
    }

    private static Entry.Turn turn(Lane lane, String account) throws InterruptedException {
        return assertInstanceOf(Entry.Turn.class, lane.enter(account, NOTHING));
    }

    /// Returns when somebody of the account stands in line; he leaves as soon as he was inside.
    private void waitFor(Lane lane, String account) {
        waitFor(lane, account, NOTHING);
    }

    private void waitFor(Lane lane, String account, Candidate candidate) {
        var before = lane.waiting();
        Thread.ofVirtual().start(() -> {
            try {
                switch (lane.enter(account, candidate)) {
                    case Entry.Turn turn -> {
                        order.add(account);
                        lane.leave(turn, new Ending.Served());
                    }
                    case Entry.Down _ -> order.add("down");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        eventually("one more waits", () -> lane.waiting() == before + 1);
    }
}
