package org.posthorn.gateway.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;

class ChangeFanoutTest {
    private static final AccountId ALICE = new AccountId(1);

    private final ChangeFanout fanout = new ChangeFanout();
    private final List<String> heard = new ArrayList<>();

    @Test
    void aPageHearsOfItsOwnAccountOnly() {
        ChangeFanout.Listener page = change -> heard.add(change.id());
        var missed = fanout.join(ALICE, page, Optional.empty());
        assertTrue(missed.all());
        fanout.publish("0-1", flagged(ALICE));
        fanout.publish("0-2", flagged(new AccountId(2)));
        fanout.leave(ALICE, page);
        fanout.publish("0-3", flagged(ALICE));
        assertEquals(List.of("0-1"), heard);
        assertEquals(0, fanout.pages());
    }

    @Test
    void aPageThatWasCutOffGetsWhatItMissed() {
        fanout.publish("0-1", flagged(ALICE));
        fanout.publish("0-2", flagged(ALICE));
        fanout.publish("0-3", flagged(ALICE));
        var missed = fanout.join(ALICE, _ -> {}, Optional.of("0-1"));
        assertTrue(missed.all());
        assertEquals(
                List.of("0-2", "0-3"),
                missed.changes().stream().map(ChangeFanout.Numbered::id).toList());
    }

    @Test
    void aPageThatWasAwayForTooLongIsToldToAskAgain() {
        assertFalse(fanout.join(ALICE, _ -> {}, Optional.of("0-77")).all());
    }

    private static MailboxChange flagged(AccountId account) {
        return new MailboxChange.Flagged(account, 1, 1, Instant.EPOCH, List.of(1L));
    }
}
