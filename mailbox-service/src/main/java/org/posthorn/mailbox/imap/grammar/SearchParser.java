package org.posthorn.mailbox.imap.grammar;

import java.util.ArrayList;
import java.util.List;
import org.posthorn.mailbox.imap.grammar.SearchKey.Clock;
import org.posthorn.mailbox.imap.grammar.SearchKey.Comparison;

/// Reads the keys of a SEARCH. Nesting and the number of keys are limited, so that no client can build a tree that
/// costs more than its messages.
final class SearchParser {
    private static final int DEEPEST = 40;
    private static final int MOST_KEYS = 1_000;

    private final Tokens tokens;
    private int keys;

    SearchParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /// Keys up to the end of the command; all of them must hold.
    SearchKey read() {
        var all = new ArrayList<SearchKey>();
        do {
            all.add(key(0));
        } while (tokens.takeIf(' ') && !tokens.atEnd());
        return all.size() == 1 ? all.getFirst() : new SearchKey.And(List.copyOf(all));
    }

    private SearchKey key(int depth) {
        if (depth > DEEPEST || ++keys > MOST_KEYS) {
            throw new SyntaxFault("The search is too complex");
        }
        int c = tokens.peek();
        if (c == '(') {
            return group(depth);
        }
        if (Character.isDigit(c) || c == '*' || c == '$') {
            return new SearchKey.Sequence(tokens.sequenceSet());
        }
        var word = tokens.word();
        return switch (word) {
            case "OR" -> {
                var left = argumentKey(depth);
                yield new SearchKey.Or(left, argumentKey(depth));
            }
            case "NOT" -> new SearchKey.Not(argumentKey(depth));
            default -> plain(word);
        };
    }

    private SearchKey argumentKey(int depth) {
        tokens.space();
        return key(depth + 1);
    }

    private SearchKey group(int depth) {
        tokens.expect('(');
        var all = new ArrayList<SearchKey>();
        do {
            all.add(key(depth + 1));
        } while (tokens.takeIf(' '));
        tokens.expect(')');
        return all.size() == 1 ? all.getFirst() : new SearchKey.And(List.copyOf(all));
    }

    private SearchKey plain(String word) {
        return switch (word) {
            case "ALL", "OLD", "SAVEDATESUPPORTED" -> new SearchKey.All();
            case "RECENT", "NEW" -> new SearchKey.None();
            case "ANSWERED" -> flag("\\Answered");
            case "DELETED" -> flag("\\Deleted");
            case "DRAFT" -> flag("\\Draft");
            case "FLAGGED" -> flag("\\Flagged");
            case "SEEN" -> flag("\\Seen");
            case "UNANSWERED" -> not(flag("\\Answered"));
            case "UNDELETED" -> not(flag("\\Deleted"));
            case "UNDRAFT" -> not(flag("\\Draft"));
            case "UNFLAGGED" -> not(flag("\\Flagged"));
            case "UNSEEN" -> not(flag("\\Seen"));
            default -> withArgument(word);
        };
    }

    private SearchKey withArgument(String word) {
        tokens.space();
        return switch (word) {
            case "KEYWORD" -> flag(tokens.atom());
            case "UNKEYWORD" -> not(flag(tokens.atom()));
            case "UID" -> new SearchKey.Uid(tokens.sequenceSet());
            case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new SearchKey.Header(word, tokens.astring());
            case "HEADER" -> {
                var field = tokens.astring();
                tokens.space();
                yield new SearchKey.Header(field, tokens.astring());
            }
            case "BODY" -> new SearchKey.Body(tokens.astring());
            case "TEXT" -> new SearchKey.Text(tokens.astring());
            case "LARGER" -> new SearchKey.Larger(tokens.number64());
            case "SMALLER" -> new SearchKey.Smaller(tokens.number64());
            case "OLDER" -> new SearchKey.Within(false, tokens.number());
            case "YOUNGER" -> new SearchKey.Within(true, tokens.number());
            case "MODSEQ" -> modSeq();
            case "EMAILID" -> new SearchKey.ObjectId(false, tokens.astring());
            case "THREADID" -> new SearchKey.ObjectId(true, tokens.astring());
            default -> dated(word);
        };
    }

    private SearchKey dated(String word) {
        var clock = word.startsWith("SENT") ? Clock.SENT : word.startsWith("SAVED") ? Clock.SAVED : Clock.RECEIVED;
        int prefix = clock == Clock.RECEIVED ? 0 : clock.name().length();
        var comparison = switch (word.substring(prefix)) {
            case "BEFORE" -> Comparison.BEFORE;
            case "ON" -> Comparison.ON;
            case "SINCE" -> Comparison.SINCE;
            default -> throw new SyntaxFault("Unknown search key");
        };
        var day = ImapDates.day(tokens.astring());
        return new SearchKey.Date(clock, comparison, day.orElseThrow(() -> new SyntaxFault("Malformed date")));
    }

    /// RFC 7162 §3.1.5; the name of a flag before the number may narrow it and is taken as the whole.
    private SearchKey modSeq() {
        if (tokens.peek() == '"') {
            tokens.string();
            tokens.space();
            tokens.atom();
            tokens.space();
        }
        return new SearchKey.ModSeq(tokens.number64());
    }

    private static SearchKey flag(String flag) {
        return new SearchKey.Flag(flag);
    }

    private static SearchKey not(SearchKey key) {
        return new SearchKey.Not(key);
    }
}
