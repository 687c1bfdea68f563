package org.posthorn.mailctl.topics;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.kafka.GroupPosition;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Unread;
import org.posthorn.runtime.kafka.UnreadReader;

/// How far a group is in a partition.
///
/// @param kind   `consumer` or `share`
/// @param next   the first offset that it has not finished
/// @param end    the offset behind the newest committed record
/// @param lag    records that it has not finished; markers of transactions are none
/// @param exact  whether they were all counted, or estimated by their offsets
/// @param oldest when the first of them was written
/// @param behindSeconds how long that one waits
public record GroupLag(
        String group,
        String kind,
        String topic,
        int partition,
        long next,
        long end,
        long lag,
        boolean exact,
        Optional<Instant> oldest,
        long behindSeconds) {

    /// Every group in every partition that it reads.
    ///
    /// @param text only groups and topics with this text
    static List<GroupLag> all(KafkaConnection connection, String text, InstantSource clock) {
        try (var admin = connection.admin();
                var reader = new UnreadReader(connection)) {
            var positions = GroupPosition.all(admin).stream()
                    .filter(one -> one.group().contains(text)
                            || one.partition().topic().contains(text))
                    .toList();
            var ends =
                    reader.ends(positions.stream().map(GroupPosition::partition).toList());
            var lags = new ArrayList<GroupLag>();
            for (var position : positions) {
                var end = ends.get(position.partition());
                if (end != null) {
                    lags.add(of(position, end, reader.of(position, end), clock.instant()));
                }
            }
            lags.sort(Comparator.comparing(GroupLag::group)
                    .thenComparing(GroupLag::topic)
                    .thenComparingInt(GroupLag::partition));
            return lags;
        }
    }

    private static GroupLag of(GroupPosition position, long end, Unread unread, Instant now) {
        return new GroupLag(
                position.group(),
                position.share() ? "share" : "consumer",
                position.partition().topic(),
                position.partition().partition(),
                position.next(),
                end,
                unread.records(),
                unread.exact(),
                unread.oldest(),
                unread.behind(now).toSeconds());
    }

    /// The lag for people.
    String lagText() {
        return exact ? Long.toString(lag) : "~" + lag;
    }

    /// How long the oldest unread record waits, for people.
    String behindText() {
        return lag == 0 ? "-" : Console.duration(behindSeconds);
    }
}
