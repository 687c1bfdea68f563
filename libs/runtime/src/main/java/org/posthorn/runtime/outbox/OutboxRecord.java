package org.posthorn.runtime.outbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Event;
import org.posthorn.events.EventCodec;
import org.posthorn.events.EventCodec.Header;
import org.posthorn.events.Topic;

/// A record as it will stand in Kafka.
///
/// @param value null is a tombstone
public record OutboxRecord(String topic, String key, List<Header> headers, byte @Nullable [] value) {
    private static final Map<String, EventCodec<?>> CODECS = new ConcurrentHashMap<>();

    /// The record of an event.
    @SuppressWarnings("unchecked")
    public static <E extends Event> OutboxRecord of(Topic<E> topic, String key, CloudEvent<? extends E> event) {
        var codec = (EventCodec<E>) CODECS.computeIfAbsent(topic.name(), _ -> new EventCodec<>(topic));
        var encoded = codec.encode(event);
        return new OutboxRecord(topic.name(), key, encoded.headers(), encoded.value());
    }

    /// A record that takes the key out of a compacted topic.
    public static OutboxRecord tombstone(Topic<?> topic, String key) {
        return new OutboxRecord(topic.name(), key, List.of(), null);
    }

    /// Several records as the octets of one row.
    public static byte[] write(List<OutboxRecord> records) {
        var octets = new ByteArrayOutputStream(256 * records.size());
        try (var out = new DataOutputStream(octets)) {
            for (var record : records) {
                out.writeUTF(record.topic);
                out.writeUTF(record.key);
                out.writeByte(record.headers.size());
                for (var header : record.headers) {
                    out.writeUTF(header.name());
                    writeOctets(out, header.value());
                }
                writeOctets(out, record.value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }

    /// The records in the octets of a row.
    public static List<OutboxRecord> read(byte[] row) {
        var records = new ArrayList<OutboxRecord>();
        try (var in = new DataInputStream(new ByteArrayInputStream(row))) {
            while (in.available() > 0) {
                var topic = in.readUTF();
                var key = in.readUTF();
                var headers = new ArrayList<Header>();
                for (int left = in.readByte(); left > 0; left--) {
                    headers.add(readHeader(in));
                }
                records.add(new OutboxRecord(topic, key, headers, readOctets(in)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    private static Header readHeader(DataInputStream in) throws IOException {
        var name = in.readUTF();
        var value = readOctets(in);
        return new Header(name, value == null ? new byte[0] : value);
    }

    private static void writeOctets(DataOutputStream out, byte @Nullable [] octets) throws IOException {
        out.writeInt(octets == null ? -1 : octets.length);
        if (octets != null) {
            out.write(octets);
        }
    }

    private static byte @Nullable [] readOctets(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }
}
