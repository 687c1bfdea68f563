package org.posthorn.mailbox.pop3.dialogue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The messages of a session: what the inbox held at the login, numbered from 1, and which of them are marked as
/// deleted (RFC 1939 §5). Confined to its session.
public final class Maildrop {
    private final long uidValidity;
    private final List<Entry> entries;
    private final BitSet deleted = new BitSet();
    private final BitSet retrieved = new BitSet();

    /// A message.
    ///
    /// @param id   within the account
    /// @param uid  within the inbox
    /// @param size in octets
    public record Entry(long id, long uid, long size) {}

    public Maildrop(long uidValidity, List<Entry> entries) {
        this.uidValidity = uidValidity;
        this.entries = entries;
    }

    boolean has(int number) {
        return number <= entries.size() && !deleted.get(number);
    }

    int highest() {
        return entries.size();
    }

    Entry entry(int number) {
        return entries.get(number - 1);
    }

    /// Unique for ever: the inbox's UIDVALIDITY and the message's UID (RFC 1939 §7).
    String uniqueId(int number) {
        return uidValidity + "." + entry(number).uid();
    }

    void delete(int number) {
        deleted.set(number);
    }

    void undelete() {
        deleted.clear();
    }

    void retrieved(int number) {
        retrieved.set(number);
    }

    int count() {
        return entries.size() - deleted.cardinality();
    }

    long octets() {
        long octets = 0;
        for (int number = 1; number <= entries.size(); number++) {
            octets += deleted.get(number) ? 0 : entry(number).size();
        }
        return octets;
    }

    /// The ids of the messages to delete.
    public List<Long> deleted() {
        return ids(deleted);
    }

    /// The ids of those that the client has got and did not delete.
    public List<Long> read() {
        var read = (BitSet) retrieved.clone();
        read.andNot(deleted);
        return ids(read);
    }

    private List<Long> ids(BitSet numbers) {
        var ids = new ArrayList<Long>(numbers.cardinality());
        numbers.stream().forEach(number -> ids.add(entry(number).id()));
        return ids;
    }
}
