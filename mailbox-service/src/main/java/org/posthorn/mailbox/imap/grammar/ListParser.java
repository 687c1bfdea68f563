package org.posthorn.mailbox.imap.grammar;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.posthorn.mailbox.imap.grammar.Command.ListRequest;
import org.posthorn.mailbox.imap.grammar.Command.StatusItem;

/// Reads LIST with its extensions (RFC 5258, RFC 5819, RFC 6154), and LSUB.
final class ListParser {
    private static final int MOST_PATTERNS = 100;

    private final Tokens tokens;
    private boolean extended;
    private boolean subscribed;
    private boolean recursive;
    private boolean specialUse;
    private boolean returnSpecialUse;
    private List<StatusItem> status = List.of();

    ListParser(Tokens tokens) {
        this.tokens = tokens;
    }

    ListRequest lsub() {
        var reference = tokens.astring();
        tokens.space();
        var pattern = tokens.listMailbox();
        return new ListRequest(true, false, true, false, false, reference, List.of(pattern), false, List.of());
    }

    ListRequest list() {
        if (tokens.peek() == '(') {
            extended = true;
            selection();
            tokens.space();
        }
        var reference = tokens.astring();
        tokens.space();
        var patterns = patterns();
        if (tokens.takeWord(" RETURN ")) {
            extended = true;
            returns();
        }
        return new ListRequest(
                false, extended, subscribed, recursive, specialUse, reference, patterns, returnSpecialUse, status);
    }

    private void selection() {
        tokens.expect('(');
        while (!tokens.takeIf(')')) {
            switch (tokens.word()) {
                case "SUBSCRIBED" -> subscribed = true;
                case "REMOTE" -> {
                    // there are no others
                }
                case "RECURSIVEMATCH" -> recursive = true;
                case "SPECIAL-USE" -> specialUse = true;
                default -> throw new SyntaxFault("Unknown selection option in LIST");
            }
            tokens.takeIf(' ');
        }
        if (recursive && !subscribed) {
            throw new SyntaxFault("RECURSIVEMATCH needs another selection option");
        }
    }

    private List<String> patterns() {
        if (!tokens.takeIf('(')) {
            return List.of(tokens.listMailbox());
        }
        extended = true;
        var patterns = new ArrayList<String>();
        do {
            patterns.add(tokens.listMailbox());
            if (patterns.size() > MOST_PATTERNS) {
                throw new SyntaxFault("Too many patterns");
            }
        } while (tokens.takeIf(' '));
        tokens.expect(')');
        return patterns;
    }

    private void returns() {
        tokens.expect('(');
        while (!tokens.takeIf(')')) {
            switch (tokens.word()) {
                case "SUBSCRIBED", "CHILDREN" -> {
                    // always told
                }
                case "SPECIAL-USE" -> returnSpecialUse = true;
                case "STATUS" -> {
                    tokens.space();
                    status = statusItems(tokens);
                }
                default -> throw new SyntaxFault("Unknown return option in LIST");
            }
            tokens.takeIf(' ');
        }
    }

    /// The items of a STATUS, in their order.
    static List<StatusItem> statusItems(Tokens tokens) {
        var items = EnumSet.noneOf(StatusItem.class);
        tokens.expect('(');
        do {
            items.add(statusItem(tokens.word()));
        } while (tokens.takeIf(' '));
        tokens.expect(')');
        return List.copyOf(items);
    }

    private static StatusItem statusItem(String word) {
        try {
            return StatusItem.valueOf(word.replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new SyntaxFault("Unknown item in STATUS");
        }
    }
}
