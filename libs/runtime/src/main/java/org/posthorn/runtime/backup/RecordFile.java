package org.posthorn.runtime.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.posthorn.events.EventCodec.Header;
import org.posthorn.runtime.outbox.OutboxRecord;

/// Records of a topic as an entry of an archive: each with its length before it.
final class RecordFile {
    /// A record is at most a message inline and its event.
    private static final int LARGEST = 64 << 20;

    private RecordFile() {}

    static OutboxRecord of(ConsumerRecord<byte[], byte[]> record) {
        var headers = new ArrayList<Header>();
        record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
        var key = record.key() == null ? "" : new String(record.key(), UTF_8);
        return new OutboxRecord(record.topic(), key, headers, record.value());
    }

    static void append(DataOutputStream out, OutboxRecord record) throws IOException {
        var octets = OutboxRecord.write(List.of(record));
        out.writeInt(octets.length);
        out.write(octets);
    }

    static void read(InputStream in, long count, Consumer<OutboxRecord> visitor) throws IOException {
        var data = new DataInputStream(in);
        for (long i = 0; i < count; i++) {
            int length = data.readInt();
            if (length < 0 || length > LARGEST) {
                throw new IOException("a record of " + length + " octets");
            }
            OutboxRecord.read(data.readNBytes(length)).forEach(visitor);
        }
    }
}
