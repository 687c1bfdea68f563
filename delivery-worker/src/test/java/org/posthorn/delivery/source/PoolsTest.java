package org.posthorn.delivery.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.settings.SettingsRefused;

class PoolsTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 12, 1);
    private static final Source WARM = Source.parse("warm", "203.0.113.5");
    private static final Source NEW = Source.parse("new", "203.0.113.6 warm-up:2026-12-01");
    private static final WarmUpPlan PLAN = new WarmUpPlan(List.of(50, 100, 500));

    @ParameterizedTest
    @CsvSource({
        "news.example.org, bulk",
        "a.b.example.org, below",
        "example.org, main",
        "'', main",
    })
    void theMostExactEntryForTheSendersDomainWins(String domain, String expected) {
        var pools = Pools.of(
                Map.of("main", "203.0.113.5", "bulk", "203.0.113.6", "below", "203.0.113.7"),
                Map.of("main", "main", "bulk", "bulk", "below", "below"),
                Map.of("News.Example.org", "bulk", ".example.org", "below", "*", "main"));

        assertEquals(
                List.of(expected), pools.of(domain).stream().map(Source::name).toList());
    }

    @Test
    void withoutAnEntryTheSystemChooses() {
        assertEquals(List.of(), Pools.of(Map.of(), Map.of(), Map.of()).of("example.org"));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0", "0, 50", "1, 100", "2, 500", "3, ", "400, ",
    })
    void aWarmUpHasALimitForEachDayAndThenNone(int day, Integer most) {
        assertEquals(most == null ? OptionalInt.empty() : OptionalInt.of(most), PLAN.most(NEW, FIRST.plusDays(day)));
        assertEquals(OptionalInt.empty(), PLAN.most(WARM, FIRST.plusDays(day)));
    }

    @Test
    void whoWarmsUpIsAskedFirstAndHasNothingBeforeHisDay() {
        var order = new SourceOrder(PLAN, new Random(1));

        assertEquals(List.of("new", "warm"), names(order.of(List.of(WARM, NEW), FIRST, _ -> false)));
        assertEquals(
                List.of(new SourceOrder.Turn(NEW, OptionalInt.of(0)), new SourceOrder.Turn(WARM, OptionalInt.empty())),
                order.of(List.of(WARM, NEW), FIRST.minusDays(1), _ -> false));
    }

    @Test
    void warmSourcesShareTheLoad() {
        var order = new SourceOrder(PLAN, new Random(1));
        var other = Source.parse("other", "203.0.113.8");
        var first = new ArrayList<String>();
        for (int i = 0; i < 1000; i++) {
            first.add(names(order.of(List.of(WARM, other), FIRST, _ -> false)).getFirst());
        }

        long ofWarm = first.stream().filter("warm"::equals).count();
        assertTrue(Math.abs(ofWarm - 500) < 60, () -> ofWarm + " of 1000");
    }

    private static List<String> names(List<SourceOrder.Turn> turns) {
        return turns.stream().map(turn -> turn.source().name()).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "addresses=mta1=203.0.113.5 203.0.113.6 | the source mta1 needs one IPv4 address, one IPv6 address, or one of each",
                "addresses=mta1=helo:mta1.example.org   | the source mta1 needs one IPv4 address, one IPv6 address, or one of each",
                "addresses=mta1=mail.example.org        | and \"mail.example.org\" is none of these",
                "addresses=mta1=0.0.0.0                 | and \"0.0.0.0\" is none of these",
                "addresses=mta1=203.0.113.5 helo:mta1   | the source mta1 cannot call itself \"mta1\": write a full host name",
                "addresses=mta1=203.0.113.5 warm-up:now | begins on a day such as 2026-12-01, not \"now\"",
                "addresses=Mta 1=203.0.113.5            | not \"Mta 1\"",
                "addresses=a=203.0.113.5,b=203.0.113.5  | the address 203.0.113.5 belongs to two sources",
                "pools=main=mta9                        | the source \"mta9\" of pool main does not exist",
                "senders=*=main                         | the pool \"main\" of * does not exist",
                "warm-up=100,50                         | never fewer than the day before, not [100, 50]",
                "warm-up=0                              | at least one message a day",
            })
    void aWrongSettingStopsTheStart(String setting, String sentence) {
        var refused = assertThrows(SettingsRefused.class, () -> Settings.of("sources." + setting));

        var message = String.valueOf(refused.getMessage());
        assertEquals(
                List.of(true, true),
                Stream.of(message.startsWith("sources: "), message.contains(sentence))
                        .toList(),
                message);
    }
}
