package org.posthorn.gateway.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.AccountId;
import org.posthorn.events.Event;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.runtime.settings.Settings;

class TraceViewsTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final Origin ALICE = new Origin.Web(new AccountId(1), true, List.of("blind@localhost"));

    private final Story story = new Story(NOW);

    private static TraceSearch search(String field, String value) {
        return TraceSearch.of(name -> Optional.ofNullable(Map.of(field, value).get(name)), Scope.ALL, NOW);
    }

    @Test
    void whatHappenedIsSeenWithinASecondOfWaiting() {
        var gather = Settings.of().get(TraceSettings.class).gather();
        var config = TraceReader.patient(Map.of(), gather);
        var held =
                Duration.ofMillis(Long.parseLong(String.valueOf(config.get(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG))));

        assertEquals(gather.dividedBy(2), held, "the broker's part");
        assertTrue(held.plus(gather).compareTo(Duration.ofSeconds(1)) < 0, "both parts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "q | <Q4@ex.org> | yes",
                "q | q4@ex.org | yes",
                "q | 192.0.2.7 | yes",
                "q | @ex.org | yes",
                "q | résumé INVOICE | yes",
                "q | invoice holiday | no",
                "from | ann@ex.org | yes",
                "from | bob@localhost | no",
                "to | @sink.test | yes",
                "reply | greylisted | yes",
                "reply | 4.7.1 | yes",
                "reply | 5.1.1 | no",
                "had | deferred | yes",
                "had | bounced | no",
                "subject | Resume | yes"
            })
    void aMessageIsFoundByWhatIsKnownOfIt(String field, String value, String hit) {
        var found = Story.found(
                story.accepted(new Origin.Mx(), "ann@ex.org", "bob@localhost", "zoe@sink.test"),
                story.judged(
                        new Origin.Mx(),
                        "ann@ex.org",
                        "Résumé of the invoice",
                        Story.local("bob@localhost", 2),
                        Story.remote("zoe@sink.test")),
                story.filed("bob@localhost", 2),
                story.deferred("zoe@sink.test"));
        assertEquals(
                hit.equals("yes"), search(field, value).matches(found.entry().terms()));
    }

    @ParameterizedTest
    @CsvSource({
        "2h, 2026-11-27T08:00:00Z",
        "3d, 2026-11-24T10:00:00Z",
        "2026-11-27, 2026-11-27T00:00:00Z",
        "2026-11-27T09:30, 2026-11-27T09:30:00Z",
        "2026-11-27T09:30:00+01:00, 2026-11-27T08:30:00Z"
    })
    void timesAreReadInTheShapesThatPeopleType(String typed, Instant meant) {
        assertEquals(Optional.of(meant), TraceSearch.time(typed, NOW));
    }

    @Test
    void aRangeOfTimeIsARangeOfIds() {
        var search = search("since", "1h");
        assertTrue(story.id.value().compareTo(search.since()) >= 0);
        assertTrue(new Story(NOW.minus(Duration.ofMinutes(61))).id.value().compareTo(search.since()) < 0);
    }

    @Test
    void theFirstTerminalOutcomeOfARecipientWins() {
        var found = Story.found(
                story.accepted(ALICE, "alice@localhost", "a@sink.test", "b@sink.test"),
                story.judged(
                        ALICE, "alice@localhost", "Hello", Story.remote("a@sink.test"), Story.remote("b@sink.test")),
                story.deferred("a@sink.test"),
                story.taken("a@sink.test"),
                story.bounced("b@sink.test"));
        var state = TraceState.of(found.steps());
        assertEquals("1 of 2 delivered, 1 bounced", state.word());
        assertEquals("bad", state.tone());
        assertFalse(state.open());
        assertEquals(
                "250 2.0.0 Ok: queued as 4XyZ", state.recipients().getFirst().reply());
    }

    @Test
    void noOutcomeSpeaksForAnother() {
        var found = Story.found(
                story.accepted(ALICE, "alice@localhost", "a@sink.test", "b@sink.test", "c@sink.test"),
                story.judged(
                        ALICE,
                        "alice@localhost",
                        "Hello",
                        Story.remote("a@sink.test"),
                        Story.remote("b@sink.test"),
                        Story.remote("c@sink.test")),
                story.taken("a@sink.test"),
                story.bounced("b@sink.test"),
                story.deferred("c@sink.test"));
        var state = TraceState.of(found.steps());
        assertEquals("1 of 3 delivered, 1 bounced, 1 deferred", state.word());
        assertTrue(state.open());
    }

    @Test
    void aMessageThatNobodyJudgedYetSaysSo() {
        var state = TraceState.of(Story.found(story.accepted(ALICE, "alice@localhost", "a@sink.test"))
                .steps());
        assertEquals("accepted, waits to be judged", state.word());
        assertTrue(state.open());
    }

    @Test
    void theTimelineSaysWhatTookHowLongAndTheWholeReply() {
        var found = Story.found(
                story.accepted(new Origin.Mx(), "ann@ex.org", "zoe@sink.test"),
                story.judged(new Origin.Mx(), "ann@ex.org", "Hello", Story.remote("zoe@sink.test")),
                story.deferred("zoe@sink.test"));
        var timeline = Timeline.of(found.steps(), ZoneOffset.UTC);
        assertEquals(
                List.of("", "+16 ms", "+2.0 s"),
                timeline.lines().stream().map(Timeline.Line::after).toList());
        assertEquals("2.0 s", timeline.took());
        assertTrue(timeline.lines().get(1).facts().contains("spf pass: ex.org allows 192.0.2.7 (3 ms)"));
        assertEquals(
                "mx1.sink.test [198.51.100.9]: 451 4.7.1 Greylisted, try again later",
                timeline.lines().get(2).facts().getFirst());
        assertEquals(
                "attempt 1, the next at Fri 27 Nov 2026, 10:05",
                timeline.lines().get(2).facts().getLast());
    }

    @Test
    void whatNobodySaidIsNotPutIntoTheMouthOfAServer() {
        var found = Story.found(
                story.accepted(new Origin.Mx(), "ann@ex.org", "zoe@sink.test"), story.unreached("zoe@sink.test"));
        assertEquals(
                "at mx1.sink.test [198.51.100.9]: Connecting to mx1.sink.test (198.51.100.9) failed: Connection refused",
                Timeline.of(found.steps(), ZoneOffset.UTC)
                        .lines()
                        .getLast()
                        .facts()
                        .getFirst());
    }

    @Test
    void aRefusalNamesTheRuleAndAFailureItsKind() {
        var refused = new MessageRefused(
                NOW,
                Story.refused(NOW).client(),
                "mx",
                "MAIL",
                Optional.of("spammer@bad.example"),
                Optional.empty(),
                Optional.empty(),
                "554 5.7.1 Transaction failed: sender blocked",
                Optional.of("blocked:*@bad.example"));
        assertTrue(facts(refused).contains("by the rule blocked:*@bad.example"));
        var bounced = (Outcome.Bounced) story.bounced("zoe@sink.test");
        assertTrue(facts(new Outcome.Bounced(
                        bounced.subject(),
                        bounced.at(),
                        bounced.attempt(),
                        Optional.empty(),
                        Optional.of("bad-mailbox"),
                        Optional.empty()))
                .contains("kind of failure: bad-mailbox"));
    }

    private static List<String> facts(Event event) {
        return Timeline.of(Story.found(event).steps(), ZoneOffset.UTC)
                .lines()
                .getFirst()
                .facts();
    }

    @Test
    void aRecipientNeverSeesWhomElseAMessageWentTo() {
        var found = Story.found(
                story.accepted(ALICE, "alice@localhost", "bob@localhost", "blind@localhost"),
                story.judged(
                        ALICE,
                        "alice@localhost",
                        "Hello",
                        Story.local("bob@localhost", 2),
                        Story.local("blind@localhost", 3)),
                story.filed("bob@localhost", 2),
                story.filed("blind@localhost", 3));
        var bobs = Visible.of(found, new AccountId(2)).orElseThrow();
        assertFalse(bobs.toString().contains("blind@localhost"), bobs.toString());
        assertEquals(3, bobs.steps().size());
        assertEquals(found, Visible.of(found, new AccountId(1)).orElseThrow());
        assertTrue(Visible.of(found, new AccountId(4)).isEmpty());
        var probe = TraceSearch.of(
                name -> name.equals("to") ? Optional.of("blind@localhost") : Optional.empty(),
                Scope.of(new AccountId(2)),
                NOW);
        assertTrue(Visible.of(List.of(found), probe, new AccountId(2)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "q | mx1.sink.test | no",
                "q | mailbox | no",
                "q | 5.1.1 | no",
                "q | 192.0.2.7 | no",
                "ip | 192.0.2.7 | no",
                "reply | such mailbox | no",
                "reply | 5.1.1 | no",
                "had | bounced | no",
                "had | delivered | yes",
                "to | bob@localhost | yes",
                "from | alice@localhost | yes",
                "q | hello | yes"
            })
    void aRecipientFindsNothingByWhatBefellAnother(String field, String value, String hit) {
        var found = blindCopy();
        assertEquals(
                1,
                Visible.of(List.of(found), search(field, value), new AccountId(1))
                        .size(),
                "its sender does");
        assertEquals(
                hit.equals("yes") ? 1 : 0,
                Visible.of(List.of(found), search(field, value), new AccountId(2))
                        .size());
    }

    @Test
    void aRecipientSeesFromWhereAServerSentButNotFromWhereAPersonWrote() {
        assertEquals(
                Optional.empty(),
                Visible.of(blindCopy(), new AccountId(2)).orElseThrow().entry().clientIp());
        var foreign = Story.found(
                story.accepted(new Origin.Mx(), "ann@ex.org", "bob@localhost"),
                story.judged(new Origin.Mx(), "ann@ex.org", "Hello", Story.local("bob@localhost", 2)));
        assertEquals(
                Optional.of("192.0.2.7"),
                Visible.of(foreign, new AccountId(2)).orElseThrow().entry().clientIp());
    }

    /// Of alice to bob, and to zoe at another host, which rejects it.
    private TraceStore.Found blindCopy() {
        var origin = new Origin.Web(new AccountId(1), true, List.of("zoe@sink.test"));
        return Story.found(
                story.accepted(origin, "alice@localhost", "bob@localhost", "zoe@sink.test"),
                story.judged(
                        origin,
                        "alice@localhost",
                        "Hello",
                        Story.local("bob@localhost", 2),
                        Story.remote("zoe@sink.test")),
                story.filed("bob@localhost", 2),
                story.bounced("zoe@sink.test"));
    }
}
