package org.posthorn.mailbox.imap.grammar;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailbox.imap.grammar.Command.NewMessage;

/// Reads APPEND with several messages (RFC 3502), and REPLACE (RFC 8508).
final class AppendParser {
    private static final int MOST_MESSAGES = 1_000;

    private final Tokens tokens;

    AppendParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Command append() {
        var folder = tokens.astring();
        var messages = new ArrayList<NewMessage>();
        while (tokens.takeIf(' ')) {
            messages.add(message());
            if (messages.size() > MOST_MESSAGES) {
                throw new SyntaxFault("Too many messages in one APPEND");
            }
        }
        if (messages.isEmpty()) {
            throw new SyntaxFault("APPEND needs a message");
        }
        return new Command.Append(folder, messages);
    }

    Command replace(boolean uid) {
        var replaced = tokens.sequenceNumber();
        tokens.space();
        var folder = tokens.astring();
        tokens.space();
        return new Command.Replace(uid, SequenceSet.of(replaced, replaced), folder, message());
    }

    private NewMessage message() {
        List<String> flags = List.of();
        Optional<Instant> received = Optional.empty();
        if (tokens.peek() == '(') {
            flags = tokens.flagList();
            tokens.space();
        }
        if (tokens.peek() == '"') {
            received = ImapDates.time(tokens.string());
            if (received.isEmpty()) {
                throw new SyntaxFault("Malformed date");
            }
            tokens.space();
        }
        return new NewMessage(flags, received, octets());
    }

    /// A message is a literal; `UTF8 (...)` around it is RFC 6855 §4.
    private byte[] octets() {
        if (tokens.takeWord("UTF8 (")) {
            var octets = tokens.literal();
            tokens.expect(')');
            return octets;
        }
        return tokens.literal();
    }
}
