package org.posthorn.runtime.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.posthorn.events.Topics;

class TrimLimitsTest {
    @Test
    void theLowestLimitCounts() {
        assertEquals(5, new TrimLimits(9, OptionalLong.of(5), List.of(7L)).before(Topics.MAIL_ACCEPTED));
        assertEquals(7, new TrimLimits(9, OptionalLong.of(8), List.of(7L, 8L)).before(Topics.MAIL_ACCEPTED));
        assertEquals(3, new TrimLimits(3, OptionalLong.of(8), List.of(7L)).before(Topics.MAIL_ACCEPTED));
    }

    @Test
    void mailThatNoGroupReadsStays() {
        assertEquals(0, new TrimLimits(9, OptionalLong.of(9), List.of()).before(Topics.MAIL_ACCEPTED));
        assertEquals(0, new TrimLimits(9, OptionalLong.empty(), List.of()).before(Topics.DELIVERY_REMOTE));
        assertEquals(4, new TrimLimits(9, OptionalLong.empty(), List.of(4L)).before(Topics.DELIVERY_REMOTE));
    }

    @Test
    void whatOnlyTheBooksReadGoesWithThem() {
        assertEquals(6, new TrimLimits(9, OptionalLong.of(6), List.of()).before(Topics.MAIL_JUDGED));
        assertEquals(0, new TrimLimits(9, OptionalLong.empty(), List.of()).before(Topics.MAIL_JUDGED));
        assertEquals(2, new TrimLimits(9, OptionalLong.of(6), List.of(2L)).before(Topics.MAIL_JUDGED));
    }
}
