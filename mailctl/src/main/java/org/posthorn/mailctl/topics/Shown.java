package org.posthorn.mailctl.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.posthorn.events.EventJson;
import org.posthorn.events.Topic;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.kafka.Parking;

/// A record as it is printed; what cannot be read as an event is shown all the same.
///
/// @param octets of the message that it carries; the reference of a claimed one is in `dataref`
record Shown(
        String topic,
        int partition,
        long offset,
        Instant appendedAt,
        String key,
        Optional<String> type,
        Optional<String> source,
        JsonNode event,
        long octets,
        Optional<String> dataref,
        Optional<String> parkedReason) {

    static Shown of(Topic<?> topic, ConsumerRecord<byte[], byte[]> record) {
        var value = record.value() == null ? new byte[0] : record.value();
        var json = topic.carriesMessage()
                ? LogReader.header(record, "ce_event")
                        .map(text -> text.getBytes(UTF_8))
                        .orElse(new byte[0])
                : value;
        var claimed = LogReader.header(record, "ce_datasize").map(Long::parseLong);
        return new Shown(
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                LogReader.key(record),
                LogReader.header(record, "ce_type"),
                LogReader.header(record, "ce_source"),
                read(json),
                topic.carriesMessage() ? claimed.orElse((long) value.length) : 0,
                LogReader.header(record, "ce_dataref"),
                LogReader.header(record, Parking.REASON));
    }

    private static JsonNode read(byte[] json) {
        try {
            return json.length == 0 ? MissingNode.getInstance() : EventJson.MAPPER.readTree(json);
        } catch (IOException _) {
            return MissingNode.getInstance();
        }
    }

    /// The type without what all have in common: `delivery.bounced`.
    String shortType() {
        return type.map(name -> name.replace("org.posthorn.", "").replaceAll("\\.v[0-9]+$", ""))
                .orElse(octets == 0 && event.isMissingNode() ? "removed" : "no event");
    }

    /// One line for people.
    String line() {
        var line = new StringBuilder();
        line.append(Console.time(appendedAt))
                .append("  ")
                .append(partition)
                .append(':')
                .append(offset);
        line.append("  ").append(shortType()).append("  ").append(key);
        var words = Words.of(event);
        if (!words.isEmpty()) {
            line.append("  ").append(words);
        }
        if (octets > 0) {
            line.append("  (").append(Console.size(octets)).append(dataref.isPresent() ? ", claimed)" : ")");
        }
        parkedReason.ifPresent(reason -> line.append("  PARKED: ").append(reason));
        return line.toString();
    }
}
