package org.posthorn.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/// `docs/events.md` is generated from [Topics], the event types and their golden files: `-Dgenerate=docs` writes it.
class EventsPageTest {
    private static final Path PAGE = Path.of("../../docs/events.md");

    @Test
    void thePageSaysWhatTheCodeSays() throws Exception {
        var page = page();
        if ("docs".equals(System.getProperty("generate"))) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE), "stale: run the test with -Dgenerate=docs");
    }

    private static String page() throws Exception {
        var out = new StringBuilder("""
                # Events

                Generated from `Topics` and the event records; do not edit.

                Records are CloudEvents 1.0 in Kafka binary mode: the attributes are the headers `ce_specversion`, `ce_id`,
                `ce_type`, `ce_source`, `ce_time` and `ce_traceparent`. Where a topic carries a message, the value is the message
                itself (`content-type: message/rfc822`) and the event is JSON in the header `ce_event`; past the inline limit the
                value is empty and `ce_dataref` with `ce_datasize` name the content in the claim store. Elsewhere the value is the
                event as JSON. Only optional fields are ever added; unknown fields are ignored, unknown types are parked in
                `<topic>.parked`.

                | topic | key | carries a message | kept | partitions (one machine / cluster) | written by | read by |
                | --- | --- | --- | --- | --- | --- | --- |
                """);
        for (var t : Topics.ALL) {
            out.append("| [`%s`](#%s) | %s | %s | %s | %d / %d | %s | %s |%n"
                    .formatted(
                            t.name(),
                            t.name().replace(".", ""),
                            t.key(),
                            t.carriesMessage() ? "yes" : "no",
                            kept(t.keep()) + (t.durable() ? ", fsynced before the acknowledgement on one machine" : ""),
                            t.partitions().single(),
                            t.partitions().cluster(),
                            t.writer(),
                            String.join(", ", t.readers())));
        }
        for (var topic : Topics.ALL) {
            describe(topic, out);
        }
        return out.toString();
    }

    private static String kept(Topic.Keep keep) {
        return switch (keep) {
            case UNTIL_CHECKPOINT -> "until the ledger's checkpoint";
            case WEEK -> "7 days";
            case DAY -> "1 day";
            case LATEST_OF_KEY -> "the latest of each key";
            case FOREVER -> "for ever";
        };
    }

    private static void describe(Topic<? extends Event> topic, StringBuilder out) throws Exception {
        out.append("%n## %s%n%n%s%n".formatted(topic.name(), topic.doc()));
        var types = topic.types().stream()
                .map(t -> t.getAnnotation(EventType.class))
                .sorted(Comparator.comparing(EventType::value))
                .toList();
        for (var type : types) {
            var golden = Files.readString(Path.of("src/test/resources/golden/0.1", type.value() + ".json"));
            out.append("%n### `%s`%n%n%s%n%n```json%n%s```%n".formatted(type.value(), type.doc(), golden));
        }
    }
}
