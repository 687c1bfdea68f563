package org.posthorn.mailbox.search;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.posthorn.events.AccountId;
import org.posthorn.mailbox.search.Words.Wanted;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Sql;

/// Asks the index of an account: which contents have words with these letters. All that is asked of one is asked of the
/// same moment, since segments come and go.
public final class WordIndex {
    private static final String ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    private static final String HOW_FAR = """
        SELECT coalesce((SELECT indexed FROM search_progress WHERE account = ?), 0) AS indexed,
               ARRAY(SELECT content FROM search_partial WHERE account = ?) AS partial
        """;
    private static final String WORDS = """
        SELECT segment, block, words FROM search_block
         WHERE account = ? AND (segment, block) > (?, ?) AND first_word <= ? AND last_word >= ?
         ORDER BY segment, block LIMIT ?
        """;
    private static final String POSTINGS = """
        SELECT w.part, substring(b.postings FROM w.at::integer + 1 FOR w.length::integer) AS postings
          FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
               WITH ORDINALITY AS w (segment, block, at, length, part)
          JOIN search_block b ON b.account = ? AND b.segment = w.segment AND b.block = w.block
        """;
    private static final int BLOCKS = 64;
    /// What one search may read of the words, and find: a search has up to a thousand needles, and a connection of the
    /// database while it asks for them.
    private static final long MOST_WORDS = 128 << 20;

    private static final long MOST_FOUND = 2_000_000;

    /// A condition on `m`, a message: one that the index found. The argument is what [#candidates] gave. It is
    /// hashed: an array would be compared one by one with each message of the folder.
    public static final String AMONG = "m.content IN (SELECT unnest(?::bigint[]))";

    /// A condition on `m`, a message: one that the index does not know, or not whole. The arguments are the [Coverage].
    public static final String OTHERS = "(m.content > ? OR m.content = ANY (?::bigint[]))";

    /// A condition on `m`, a message: one that the index knows whole. The arguments are the [Coverage].
    public static final String KNOWN = "(m.content <= ? AND m.content <> ALL (?::bigint[]))";

    private final Sql sql;
    private final AccountId account;
    private final Map<Needle, Optional<long[]>> known = new HashMap<>();
    private long wordsLeft = MOST_WORDS;
    private long foundLeft = MOST_FOUND;

    private WordIndex(Sql sql, AccountId account) {
        this.sql = sql;
        this.account = account;
    }

    /// Which contents the index can speak of.
    ///
    /// @param indexed up to here
    /// @param partial but for these, of which it knows a part
    public record Coverage(long indexed, List<Long> partial) {}

    private record Needle(Set<Zone> zones, String folded) {}

    /// Octets of a part that was asked for.
    private record Found(int part, byte[] postings) {}

    /// The words of a block.
    private record BlockWords(long segment, long block, byte[] octets) {
        static final BlockWords NONE = new BlockWords(0, 0, new byte[0]);
    }

    /// What is asked with the database as it is at one moment.
    public static <T> T ask(Database database, AccountId account, Function<WordIndex, T> work) {
        return database.transaction(tx -> {
            tx.later(ONE_MOMENT);
            return work.apply(new WordIndex(tx, account));
        });
    }

    /// For what else is asked of the same moment.
    public Sql sql() {
        return sql;
    }

    public Coverage coverage() {
        return sql.queryOne(
                        HOW_FAR, row -> new Coverage(row.number("indexed"), row.numbers("partial")), account, account)
                .orElseThrow();
    }

    /// Whether the candidates for a needle have it for sure; else they may have it.
    public static boolean isExact(String needle) {
        return Words.areEnough(Folding.fold(needle));
    }

    /// The contents that may have a needle; empty when only the messages can tell.
    public Optional<long[]> candidates(Set<Zone> zones, String needle) {
        return known.computeIfAbsent(new Needle(zones, Folding.fold(needle)), this::candidates);
    }

    private Optional<long[]> candidates(Needle needle) {
        Optional<BitSet> found = Optional.empty();
        for (var wanted : Words.wanted(needle.folded())) {
            var having = parts(needle.zones(), wanted).map(this::contents);
            found.ifPresent(contents -> having.ifPresent(contents::and));
            found = found.or(() -> having);
            if (found.filter(BitSet::isEmpty).isPresent()) {
                break;
            }
        }
        foundLeft -= found.map(BitSet::cardinality).orElse(0);
        return found.filter(_ -> foundLeft >= 0)
                .map(contents -> contents.stream().asLongStream().toArray());
    }

    /// Where the words that are wanted stand; empty when that is nearly everywhere.
    private Optional<Parts> parts(Collection<Zone> zones, Wanted wanted) {
        if (wordsLeft < 0 || foundLeft < 0) {
            return Optional.empty();
        }
        var parts = new Parts(zones);
        var last = BlockWords.NONE;
        List<BlockWords> blocks;
        do {
            blocks = sql.query(
                    WORDS,
                    row -> new BlockWords(row.number("segment"), row.number("block"), row.bytes("words")),
                    account,
                    last.segment(),
                    last.block(),
                    wanted.greatest(),
                    wanted.least(),
                    BLOCKS);
            for (var block : blocks) {
                wordsLeft -= block.octets().length;
                parts.add(block.segment(), block.block(), wanted, new Block.Reader(block.octets()));
                last = block;
            }
            if (parts.areTooMany() || wordsLeft < 0) {
                return Optional.empty();
            }
        } while (blocks.size() == BLOCKS);
        return Optional.of(parts);
    }

    private BitSet contents(Parts parts) {
        var contents = new BitSet();
        sql.query(
                        POSTINGS,
                        row -> new Found(row.integer("part"), row.bytes("postings")),
                        parts.segments(),
                        parts.blocks(),
                        parts.starts(),
                        parts.lengths(),
                        account)
                .forEach(found -> parts.read(found.part() - 1, found.postings(), contents));
        return contents;
    }
}
