package org.posthorn.mailbox.imap.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.MessageDate;
import org.posthorn.mailbox.imap.grammar.SearchKey;
import org.posthorn.mailbox.imap.store.MessageStore.MessageRow;
import org.posthorn.mailbox.imap.store.MessageStore.Octets;
import org.posthorn.mailbox.search.Folding;
import org.posthorn.mailbox.search.SearchText;
import org.posthorn.mailbox.search.Zone;

/// Matches one message after another against a key that needs their octets (RFC 9051 §6.4.4): texts are decoded, and
/// compared without regard to case and accents.
final class MessageMatcher {
    private final SearchKey key;
    private final Function<SearchKey, long[]> uids;
    private final Instant now;

    MessageMatcher(SearchKey key, Function<SearchKey, long[]> uids, Instant now) {
        this.key = key;
        this.uids = uids;
        this.now = now;
    }

    boolean matches(MessageRow row, Octets octets) {
        return new Message(row, octets).matches(key);
    }

    /// A message under comparison; its texts are made when they are asked for.
    private final class Message {
        private final MessageRow row;
        private final Octets octets;
        private final HeaderSection header;
        private @Nullable SearchText texts;

        Message(MessageRow row, Octets octets) {
            this.row = row;
            this.octets = octets;
            this.header = HeaderSection.of(octets.content());
        }

        boolean matches(SearchKey wanted) {
            return switch (wanted) {
                case SearchKey.All() -> true;
                case SearchKey.None() -> false;
                case SearchKey.And(var keys) -> keys.stream().allMatch(this::matches);
                case SearchKey.Or(var left, var right) -> matches(left) || matches(right);
                case SearchKey.Not(var inner) -> !matches(inner);
                case SearchKey.Flag(var flag) -> hasFlag(flag);
                case SearchKey.Sequence _, SearchKey.Uid _ -> isOneOf(uids.apply(wanted));
                case SearchKey.Header(var field, var text) -> hasField(field, Folding.fold(text));
                case SearchKey.Body(var text) -> has(Set.of(Zone.BODY), Folding.fold(text));
                case SearchKey.Text(var text) -> has(Zone.ALL, Folding.fold(text));
                case SearchKey.Date date -> isOn(date);
                case SearchKey.Larger(var size) -> row.size() > size;
                case SearchKey.Smaller(var size) -> row.size() < size;
                case SearchKey.ModSeq(var atLeast) -> row.flags().modSeq() >= atLeast;
                case SearchKey.Within(var younger, var seconds) ->
                    younger != row.receivedAt().isBefore(now.minusSeconds(seconds));
                case SearchKey.ObjectId(var thread, var id) ->
                    ObjectIds.number(thread ? 'T' : 'M', id)
                            .filter(number -> number == (thread ? row.thread() : row.content()))
                            .isPresent();
            };
        }

        private boolean hasFlag(String flag) {
            int bit = SystemFlag.bit(flag);
            return bit != 0
                    ? (row.flags().bits() & bit) != 0
                    : row.flags().keywords().stream().anyMatch(flag::equalsIgnoreCase);
        }

        private boolean isOneOf(long[] pairs) {
            for (int i = 0; i < pairs.length; i += 2) {
                if (row.uid() >= pairs[i] && row.uid() <= pairs[i + 1]) {
                    return true;
                }
            }
            return false;
        }

        private boolean hasField(String name, String text) {
            for (var section : new HeaderSection[] {HeaderSection.of(octets.prepended()), header}) {
                for (var field : section.all(name)) {
                    if (Folding.fold(field.text()).contains(text)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private boolean has(Set<Zone> zones, String text) {
            var all = texts == null ? SearchText.of(octets.content()) : texts;
            texts = all;
            return zones.stream().anyMatch(zone -> all.of(zone).contains(text));
        }

        private boolean isOn(SearchKey.Date date) {
            var day = switch (date.clock()) {
                case RECEIVED -> day(row.receivedAt());
                case SENT -> sent();
                case SAVED -> day(row.savedAt().orElse(row.receivedAt()));
            };
            return switch (date.comparison()) {
                case BEFORE -> day.isBefore(date.day());
                case ON -> day.equals(date.day());
                case SINCE -> !day.isBefore(date.day());
            };
        }

        private LocalDate sent() {
            return header.value("Date")
                    .flatMap(MessageDate::parse)
                    .map(sent -> day(sent.toInstant()))
                    .orElseGet(() -> day(row.receivedAt()));
        }

        private static LocalDate day(Instant time) {
            return LocalDate.ofInstant(time, ZoneOffset.UTC);
        }
    }
}
