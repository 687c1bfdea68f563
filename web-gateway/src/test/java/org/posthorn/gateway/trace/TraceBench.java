package org.posthorn.gateway.trace;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.posthorn.events.AccountId;
import org.posthorn.events.MessageId;
import org.posthorn.runtime.kafka.Position;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// A month of traffic goes through the projection, as fast as it can; then each kind of search is asked, and a table is
/// printed. `-Dproof.events=10000000` is more of it. Run by hand.
@WithBacking
class TraceBench {
    private static final int EVENTS = Integer.getInteger("proof.events", 300_000);
    private static final int ASKED = Integer.getInteger("proof.asked", 20);
    private static final int GATHERED = 2_000;
    private static final Duration KEPT = Duration.ofDays(30);
    /// Of the traffic, in hundredths: what a hundred messages are in events.
    private static final int EVENTS_OF_100 = 470;

    private static final String SAMPLE = """
            SELECT id, header_id, sender, recipients[1] AS recipient FROM trace_message TABLESAMPLE system (1)
             WHERE header_id IS NOT NULL ORDER BY random() LIMIT 200
            """;

    private static final String SIZES = """
            SELECT relname, pg_size_pretty(pg_relation_size(oid)) AS size, reltuples::bigint AS rows
              FROM pg_class WHERE relname LIKE 'trace_%' AND relnamespace = 'gateway'::regnamespace ORDER BY 1
            """;

    /// A message that is there.
    private record Sample(String id, String headerId, String sender, String recipient) {}

    /// A kind of search.
    ///
    /// @param form the fields that are filled in, the nth time
    private record Kind(String name, Scope scope, IntFunction<Map<String, String>> form) {}

    private record Took(String name, long p50, long p95, long most, int found) {}

    @Test
    void eachKindOfSearchIsTimed(TestDatabase test) {
        var settings = Settings.of(
                "database.url=" + test.jdbcUrl(),
                "database.user=" + test.user(),
                "database.password=" + test.password());
        try (var database = Database.open(settings.get(DatabaseSettings.class).withPoolSize(2), "gateway")) {
            var end = Instant.now();
            fill(database, EVENTS, end);
            measure(database, end);
        }
    }

    static void fill(Database database, long events, Instant end) {
        var store = new TraceStore(database);
        long generation = store.hold("proof").orElseThrow();
        var traffic = new TraceTraffic(
                1, end.minus(KEPT), KEPT.multipliedBy(EVENTS_OF_100).dividedBy(events * 100));
        long begun = System.nanoTime();
        long slowest = 0;
        for (long written = 0; written < events; written += GATHERED) {
            long start = System.nanoTime();
            assertTrue(store.write("proof", generation, gathered(traffic, written)));
            slowest = Math.max(slowest, System.nanoTime() - start);
            if (written % (events / 20) < GATHERED) {
                System.out.printf(
                        "TraceBench: %d events, %d messages, %d s, slowest write %d ms%n",
                        written, traffic.messages(), (System.nanoTime() - begun) / 1_000_000_000, slowest / 1_000_000);
                slowest = 0;
            }
        }
    }

    private static TraceStore.Gathered gathered(TraceTraffic traffic, long written) {
        var entries = new LinkedHashMap<MessageId, TraceEntry>();
        var steps = new ArrayList<TraceStep>();
        for (var event : traffic.next(GATHERED)) {
            var added = TraceEvents.of(event, TraceJson.of(event.data()));
            entries.merge(added.entry().id(), added.entry(), TraceEntry::and);
            steps.add(added.step());
        }
        var position = new Position("cluster", "topic", 0, written, Optional.empty());
        return new TraceStore.Gathered(entries.values(), steps, List.of(new TraceStore.Moved("mail.judged", position)));
    }

    private static void measure(Database database, Instant end) {
        System.out.println(
                database.query(SIZES, row -> row.text("relname") + " " + row.text("size") + " " + row.number("rows")));
        var samples = database.query(
                SAMPLE,
                row -> new Sample(row.text("id"), row.text("header_id"), row.text("sender"), row.text("recipient")));
        var store = new TraceStore(database);
        for (var kind : kinds(samples, end)) {
            var took = took(store, kind, end);
            System.out.printf(
                    "| %s | %d | %d | %d | %d |%n", took.name(), took.p50(), took.p95(), took.most(), took.found());
        }
    }

    private static Took took(TraceStore store, Kind kind, Instant now) {
        var times = new ArrayList<Long>();
        int found = 0;
        for (int i = 0; i < ASKED; i++) {
            var form = kind.form().apply(i);
            long start = System.nanoTime();
            var search = TraceSearch.of(field -> Optional.ofNullable(form.get(field)), kind.scope(), now);
            var visible = kind.scope().visible(store.find(search, 51), search);
            visible.forEach(each -> TraceState.of(each.steps()));
            times.add((System.nanoTime() - start) / 1_000_000);
            found += visible.size();
        }
        times.sort(null);
        return new Took(
                kind.name(), times.get(ASKED / 2), times.get((ASKED * 95 - 1) / 100), times.getLast(), found / ASKED);
    }

    private static List<Kind> kinds(List<Sample> samples, Instant end) {
        var kinds = new ArrayList<Kind>();
        kinds.add(new Kind("nothing: the newest", Scope.ALL, _ -> Map.of()));
        kinds.add(all("our id", "q", i -> sample(samples, i).id()));
        kinds.add(all("Message-ID", "q", i -> sample(samples, i).headerId()));
        kinds.add(all("sender, an address", "from", i -> sample(samples, i).sender()));
        kinds.add(all("sender, a large provider", "from", i -> "@" + TraceTraffic.domain(1 + i)));
        kinds.add(all("sender, a small domain", "from", i -> "@" + TraceTraffic.domain(20_000 + i)));
        kinds.add(all("recipient, an address", "to", i -> sample(samples, i).recipient()));
        kinds.add(all("recipient, one with much mail", "to", i -> TraceTraffic.account(1 + i)));
        kinds.add(all("recipient, one of 500 a day", "to", i -> TraceTraffic.account(100 + i)));
        kinds.add(all("subject, a common word", "subject", i -> TraceTraffic.word(1 + i)));
        kinds.add(all("subject, a word in 300", "subject", i -> TraceTraffic.word(150 + 10 * i)));
        kinds.add(all("subject, a word in 2,000", "subject", i -> TraceTraffic.word(1_000 + 50 * i)));
        kinds.add(all("subject, a rare word", "subject", i -> TraceTraffic.word(50_000 + i)));
        kinds.add(all("subject, no word of any", "subject", i -> "nowhere" + i));
        kinds.add(all("subject, two common words", "subject", i -> words(1 + i, 2 + i)));
        kinds.add(all("subject, four common words", "subject", i -> words(1 + i, 2 + i, 3 + i, 4 + i)));
        kinds.add(all("subject, a common and a rare word", "subject", i -> words(1 + i, 30_000 + i)));
        kinds.add(all("anywhere, a common word", "q", i -> TraceTraffic.word(1 + i)));
        kinds.add(all("anywhere, a word in 1,000", "q", i -> TraceTraffic.word(500 + 20 * i)));
        kinds.add(all("anywhere, three common words", "q", i -> words(1 + i, 2 + i, 3 + i)));
        kinds.add(all(
                "anywhere, twenty words",
                "q",
                i -> words(java.util.stream.IntStream.range(i + 1, i + 21).toArray())));
        kinds.add(all("anywhere, an address", "q", i -> sample(samples, i).recipient()));
        kinds.add(all("anywhere, a host", "q", i -> "mx1." + TraceTraffic.domain(30 + 10 * i)));
        kinds.add(all("client IP, of much mail", "ip", i -> TraceTraffic.ip(1 + i)));
        kinds.add(all("client IP, of some mail", "ip", i -> TraceTraffic.ip(200 + 20 * i)));
        kinds.add(all("reply, a common word", "reply", _ -> "greylisted"));
        kinds.add(all("reply, a code", "reply", i -> i % 2 == 0 ? "5.2.2" : "4.7.1"));
        kinds.add(all("reply, two words", "reply", _ -> "blocked zen"));
        kinds.add(all("bounced", "had", _ -> "bounced"));
        kinds.add(all("expired: none", "had", _ -> "expired"));
        kinds.add(new Kind(
                "bounced, from an account",
                Scope.ALL,
                i -> Map.of("had", "bounced", "from", TraceTraffic.account(1 + 10 * i))));
        kinds.add(new Kind(
                "bounced, to a provider, a word",
                Scope.ALL,
                i -> Map.of("had", "bounced", "to", "@" + TraceTraffic.domain(1 + i), "subject", words(1 + i))));
        kinds.add(all("the last 2 hours", "since", _ -> "2h"));
        kinds.add(new Kind("an hour long ago, a common word", Scope.ALL, i -> hour(end, i, words(1 + i))));
        kinds.add(new Kind("an hour long ago, a rare word", Scope.ALL, i -> hour(end, i, words(5_000 + i))));
        kinds.add(new Kind("a day long ago, a common word", Scope.ALL, i -> day(end, i, words(1 + i))));
        kinds.add(new Kind("a day long ago, two common words", Scope.ALL, i -> day(end, i, words(3 + i, 4 + i))));
        kinds.add(new Kind("a day long ago, a word in 2,000", Scope.ALL, i -> day(end, i, words(1_000 + i))));
        kinds.add(new Kind("a page in the middle, a common word", Scope.ALL, i -> {
            var form = new LinkedHashMap<>(Map.of("subject", words(1 + i)));
            form.put("cursor", TraceSearch.first(end.minus(Duration.ofDays(15))));
            return form;
        }));
        for (int account : List.of(1, 10, 100, 1_000, 10_000)) {
            var scope = Scope.of(new AccountId(account));
            kinds.add(new Kind("own, account " + account, scope, _ -> Map.of()));
            kinds.add(new Kind("own, account " + account + ", a common word", scope, i -> Map.of("q", words(1 + i))));
            kinds.add(new Kind("own, account " + account + ", bounced", scope, _ -> Map.of("had", "bounced")));
        }
        return kinds;
    }

    private static Kind all(String name, String field, IntFunction<String> value) {
        return new Kind(name, Scope.ALL, i -> Map.of(field, value.apply(i)));
    }

    private static Sample sample(List<Sample> samples, int i) {
        return samples.get(i % samples.size());
    }

    private static Map<String, String> hour(Instant end, int i, String words) {
        var from = end.minus(Duration.ofDays(2 + i));
        return Map.of("since", from.toString(), "until", from.plusSeconds(3_600).toString(), "subject", words);
    }

    private static Map<String, String> day(Instant end, int i, String words) {
        var from = end.minus(Duration.ofDays(2 + i));
        return Map.of(
                "since", from.toString(), "until", from.plus(Duration.ofDays(1)).toString(), "subject", words);
    }

    private static String words(int... ranks) {
        var words = new LinkedHashSet<String>();
        for (int rank : ranks) {
            words.add(TraceTraffic.word(rank));
        }
        return String.join(" ", words);
    }
}
