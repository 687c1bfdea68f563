package org.posthorn.mailbox.imap.connection;

import java.util.ArrayList;
import java.util.List;
import org.posthorn.mailbox.imap.grammar.FetchItem;
import org.posthorn.mailbox.imap.grammar.FetchItem.Attribute;

/// What a FETCH must read, so that it reads no more.
///
/// @param items     in the order of the answer
/// @param structure whether stored structures are needed
/// @param marksSeen whether messages become seen by it (RFC 9051 §6.4.5)
record FetchPlan(List<FetchItem> items, boolean structure, Reads reads, boolean marksSeen) {
    /// What of the octets.
    enum Reads {
        NOTHING,
        HEADERS,
        EVERYTHING
    }

    /// @param more items that the answer has anyway
    static FetchPlan of(List<FetchItem> wanted, List<FetchItem> more) {
        var items = new ArrayList<FetchItem>(more);
        wanted.stream().filter(item -> !more.contains(item)).forEach(items::add);
        boolean structure = false;
        boolean seen = false;
        var reads = Reads.NOTHING;
        for (var item : items) {
            switch (item) {
                case Attribute attribute -> structure |= isOfStructure(attribute);
                case FetchItem.Octets octets -> {
                    seen |= !octets.peek();
                    reads = larger(reads, octets.section().isInHeader() ? Reads.HEADERS : Reads.EVERYTHING);
                }
                case FetchItem.Binary binary -> {
                    seen |= !binary.peek();
                    reads = Reads.EVERYTHING;
                }
                case FetchItem.BinarySize _ -> reads = Reads.EVERYTHING;
            }
        }
        if (seen && !items.contains(Attribute.FLAGS)) {
            items.add(Attribute.FLAGS);
        }
        return new FetchPlan(items, structure, reads, seen);
    }

    private static Reads larger(Reads a, Reads b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static boolean isOfStructure(Attribute attribute) {
        return switch (attribute) {
            case ENVELOPE, BODY, BODYSTRUCTURE, PREVIEW -> true;
            case FLAGS, UID, INTERNALDATE, RFC822_SIZE, MODSEQ, EMAILID, THREADID, SAVEDATE -> false;
        };
    }
}
