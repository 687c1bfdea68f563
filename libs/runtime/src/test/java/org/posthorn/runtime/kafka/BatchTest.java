package org.posthorn.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthorn.events.SmtpActivity;

class BatchTest {
    @Test
    void aHeavyBatchIsDoneInPortionsThatEachKnowWhereTheyEnd() {
        var batch = new Batch<>(
                List.of(record(0, 4, 3), record(1, 7, 3), record(0, 5, 9), record(0, 6, 1)),
                List.of(position(0, 20), position(1, 30)));

        assertEquals(
                List.of("[0@5, 1@8] of 2", "[0@6] of 1", "[0@20, 1@30] of 1"),
                batch.portions(Counted::number, 8).stream().map(BatchTest::show).toList());
    }

    @Test
    void whatIsLightStaysWhole() {
        var batch = new Batch<>(List.of(record(0, 1, 3), record(0, 2, 3)), List.of(position(0, 9)));
        var parked = new Batch<SmtpActivity>(List.of(), List.of(position(0, 9)));

        assertEquals(List.of(batch), batch.portions(Counted::number, 8));
        assertEquals(List.of(parked), parked.portions(Counted::number, 8));
    }

    private static Received<SmtpActivity> record(int partition, long offset, int number) {
        return new Received<>(Counted.event(number), "k", partition, offset, Instant.EPOCH, 1);
    }

    private static Position position(int partition, long next) {
        return new Position("c", "t", partition, next, java.util.Optional.empty());
    }

    private static String show(Batch<SmtpActivity> batch) {
        var ends = new ArrayList<String>();
        batch.positions().forEach(p -> ends.add(p.partition() + "@" + p.next()));
        return ends + " of " + batch.records().size();
    }
}
