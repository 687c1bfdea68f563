package org.posthorn.runtime.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.posthorn.events.Topics;

class TrimLimitsTest {
    @Test
    void theLowestLimitCounts() {
        assertEquals(5, new TrimLimits(9, OptionalLong.of(5), Map.of("a", 7L)).before(Topics.MAIL_ACCEPTED));
        assertEquals(7, new TrimLimits(9, OptionalLong.of(8), Map.of("a", 7L, "b", 8L)).before(Topics.MAIL_ACCEPTED));
        assertEquals(3, new TrimLimits(3, OptionalLong.of(8), Map.of("a", 7L)).before(Topics.MAIL_ACCEPTED));
    }

    @Test
    void mailThatNoGroupReadsStays() {
        assertEquals(0, new TrimLimits(9, OptionalLong.of(9), Map.of()).before(Topics.MAIL_ACCEPTED));
        assertEquals(0, new TrimLimits(9, OptionalLong.empty(), Map.of()).before(Topics.DELIVERY_REMOTE));
        assertEquals(4, new TrimLimits(9, OptionalLong.empty(), Map.of("a", 4L)).before(Topics.DELIVERY_REMOTE));
    }

    @Test
    void outcomesThatAChargeOrAHeldMessageWaitsForStay() {
        var credits = Map.of("policy-credits", 9L);
        assertEquals(0, new TrimLimits(9, OptionalLong.of(9), credits).before(Topics.DELIVERY_OUTCOME));
        var both = Map.of("policy-credits", 9L, "policy-quarantine", 6L);
        assertEquals(6, new TrimLimits(9, OptionalLong.of(9), both).before(Topics.DELIVERY_OUTCOME));
    }

    @Test
    void whatOnlyTheBooksReadGoesWithThem() {
        assertEquals(6, new TrimLimits(9, OptionalLong.of(6), Map.of()).before(Topics.MAIL_JUDGED));
        assertEquals(0, new TrimLimits(9, OptionalLong.empty(), Map.of()).before(Topics.MAIL_JUDGED));
        assertEquals(2, new TrimLimits(9, OptionalLong.of(6), Map.of("a", 2L)).before(Topics.MAIL_JUDGED));
    }
}
