package org.posthorn.mailbox.imap.grammar;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.mail.Parsed;
import org.posthorn.mailbox.imap.grammar.Command.FlagChange;
import org.posthorn.mailbox.imap.grammar.Command.SearchResult;

/// Reads one command (RFC 9051 §9, with the extensions that we have).
public final class CommandParser {
    private static final int MOST_FLAGS = 100;
    private static final int MOST_MESSAGES = 1_000;

    private final Tokens tokens;

    private CommandParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /// The tag, or `*` when there is none that can be read.
    public static String tag(RawCommand raw) {
        try {
            return new Tokens(raw).tag();
        } catch (SyntaxFault e) {
            return "*";
        }
    }

    /// The command, or a sentence saying what is wrong with it.
    public static Parsed<Command> parse(RawCommand raw) {
        for (byte octet : raw.text()) {
            if (octet == 0) {
                return Parsed.malformed("NUL is not allowed");
            }
        }
        var tokens = new Tokens(raw);
        try {
            tokens.tag();
            tokens.space();
            var command = new CommandParser(tokens).command(tokens.word());
            tokens.end();
            return Parsed.ok(command);
        } catch (SyntaxFault e) {
            return Parsed.malformed(e.reason());
        }
    }

    private Command command(String name) {
        return switch (name) {
            case "CAPABILITY" -> new Command.Capability();
            case "NOOP" -> new Command.Noop();
            case "LOGOUT" -> new Command.Logout();
            case "STARTTLS" -> new Command.StartTls();
            case "NAMESPACE" -> new Command.Namespace();
            case "IDLE" -> new Command.Idle();
            case "CHECK" -> new Command.Check();
            case "CLOSE" -> new Command.Close(true);
            case "UNSELECT" -> new Command.Close(false);
            case "EXPUNGE" -> new Command.Expunge(Optional.empty());
            default -> withArguments(name);
        };
    }

    private Command withArguments(String name) {
        tokens.space();
        return switch (name) {
            case "ID" -> id();
            case "LOGIN" -> {
                var user = tokens.astring();
                tokens.space();
                yield new Command.Login(user, tokens.astring());
            }
            case "AUTHENTICATE" -> authenticate();
            case "ENABLE" -> new Command.Enable(words());
            case "SELECT" -> select(false);
            case "EXAMINE" -> select(true);
            case "CREATE" -> create();
            case "DELETE" -> new Command.Delete(tokens.astring());
            case "RENAME" -> {
                var from = tokens.astring();
                tokens.space();
                yield new Command.Rename(from, tokens.astring());
            }
            case "SUBSCRIBE" -> new Command.Subscribe(tokens.astring(), true);
            case "UNSUBSCRIBE" -> new Command.Subscribe(tokens.astring(), false);
            case "LIST" -> new Command.ListFolders(new ListParser(tokens).list());
            case "LSUB" -> new Command.ListFolders(new ListParser(tokens).lsub());
            case "STATUS" -> {
                var folder = tokens.astring();
                tokens.space();
                yield new Command.Status(folder, ListParser.statusItems(tokens));
            }
            case "APPEND" -> append();
            case "GETQUOTA" -> new Command.GetQuota(tokens.astring());
            case "GETQUOTAROOT" -> new Command.GetQuotaRoot(tokens.astring());
            case "UID" -> uid();
            default -> onMessages(name, false);
        };
    }

    private Command uid() {
        var name = tokens.word();
        tokens.space();
        return name.equals("EXPUNGE") ? new Command.Expunge(Optional.of(tokens.sequenceSet())) : onMessages(name, true);
    }

    private Command onMessages(String name, boolean uid) {
        return switch (name) {
            case "FETCH" -> fetch(uid);
            case "STORE" -> store(uid);
            case "SEARCH" -> search(uid);
            case "SORT" -> sort(uid);
            case "COPY" -> {
                var set = tokens.sequenceSet();
                tokens.space();
                yield new Command.Copy(uid, set, tokens.astring());
            }
            case "MOVE" -> {
                var set = tokens.sequenceSet();
                tokens.space();
                yield new Command.Move(uid, set, tokens.astring());
            }
            default -> throw new SyntaxFault("Unknown command");
        };
    }

    private Command id() {
        if (!tokens.takeWord("NIL")) {
            tokens.expect('(');
            while (!tokens.takeIf(')')) {
                if (!tokens.takeWord("NIL")) {
                    tokens.string();
                }
                tokens.takeIf(' ');
            }
        }
        return new Command.Id();
    }

    private Command authenticate() {
        var mechanism = tokens.word();
        if (!tokens.takeIf(' ')) {
            return new Command.Authenticate(mechanism, Optional.empty());
        }
        var initial = new StringBuilder();
        while (tokens.peek() > ' ' && tokens.peek() < 0x7F) {
            char c = (char) tokens.peek();
            initial.append(c);
            tokens.takeIf(c);
        }
        return new Command.Authenticate(mechanism, Optional.of(initial.toString()));
    }

    private List<String> words() {
        var words = new ArrayList<String>();
        do {
            words.add(tokens.word());
        } while (tokens.takeIf(' ') && words.size() < MOST_FLAGS);
        return words;
    }

    private Command select(boolean readOnly) {
        var folder = tokens.astring();
        boolean condstore = false;
        Optional<Command.Qresync> qresync = Optional.empty();
        if (tokens.takeIf(' ')) {
            tokens.expect('(');
            do {
                switch (tokens.word()) {
                    case "CONDSTORE" -> condstore = true;
                    case "QRESYNC" -> qresync = Optional.of(qresync());
                    default -> throw new SyntaxFault("Unknown parameter of SELECT");
                }
            } while (tokens.takeIf(' '));
            tokens.expect(')');
        }
        return new Command.Select(folder, readOnly, condstore, qresync);
    }

    private Command.Qresync qresync() {
        tokens.space();
        tokens.expect('(');
        long validity = tokens.number();
        tokens.space();
        long modSeq = tokens.number64();
        Optional<SequenceSet> known = Optional.empty();
        if (tokens.takeIf(' ')) {
            if (tokens.peek() != '(') {
                known = Optional.of(tokens.sequenceSet());
                tokens.takeIf(' ');
            }
            if (tokens.takeIf('(')) {
                // sequence numbers with their UIDs: a help that we do not need
                tokens.sequenceSet();
                tokens.space();
                tokens.sequenceSet();
                tokens.expect(')');
            }
        }
        tokens.expect(')');
        return new Command.Qresync(validity, modSeq, known);
    }

    private Command create() {
        var folder = tokens.astring();
        List<String> uses = List.of();
        if (tokens.takeIf(' ')) {
            tokens.expect('(');
            if (!tokens.takeWord("USE ")) {
                throw new SyntaxFault("Unknown parameter of CREATE");
            }
            uses = flagList();
            tokens.expect(')');
        }
        return new Command.Create(folder, uses);
    }

    private List<String> flagList() {
        tokens.expect('(');
        if (tokens.takeIf(')')) {
            return List.of();
        }
        var flags = flags();
        tokens.expect(')');
        return flags;
    }

    private List<String> flags() {
        var flags = new ArrayList<String>();
        do {
            flags.add(tokens.flag());
            if (flags.size() > MOST_FLAGS) {
                throw new SyntaxFault("Too many flags");
            }
        } while (tokens.takeIf(' '));
        return flags;
    }

    private Command append() {
        var folder = tokens.astring();
        var messages = new ArrayList<Command.NewMessage>();
        while (tokens.takeIf(' ')) {
            List<String> flags = List.of();
            Optional<Instant> received = Optional.empty();
            if (tokens.peek() == '(') {
                flags = flagList();
                tokens.space();
            }
            if (tokens.peek() == '"') {
                received = ImapDates.time(tokens.string());
                if (received.isEmpty()) {
                    throw new SyntaxFault("Malformed date");
                }
                tokens.space();
            }
            messages.add(new Command.NewMessage(flags, received, message()));
            if (messages.size() > MOST_MESSAGES) {
                throw new SyntaxFault("Too many messages in one APPEND");
            }
        }
        if (messages.isEmpty()) {
            throw new SyntaxFault("APPEND needs a message");
        }
        return new Command.Append(folder, messages);
    }

    /// A message is a literal; `UTF8 (...)` around it is RFC 6855 §4.
    private byte[] message() {
        if (tokens.takeWord("UTF8 (")) {
            var octets = tokens.literal();
            tokens.expect(')');
            return octets;
        }
        return tokens.literal();
    }

    private Command fetch(boolean uid) {
        var set = tokens.sequenceSet();
        tokens.space();
        var items = new FetchParser(tokens).read();
        Optional<Long> since = Optional.empty();
        boolean vanished = false;
        if (tokens.takeIf(' ')) {
            tokens.expect('(');
            do {
                switch (tokens.word()) {
                    case "CHANGEDSINCE" -> {
                        tokens.space();
                        since = Optional.of(tokens.number64());
                    }
                    case "VANISHED" -> vanished = true;
                    default -> throw new SyntaxFault("Unknown modifier of FETCH");
                }
            } while (tokens.takeIf(' '));
            tokens.expect(')');
        }
        return new Command.Fetch(uid, set, items, since, vanished);
    }

    private Command store(boolean uid) {
        var set = tokens.sequenceSet();
        tokens.space();
        Optional<Long> unchanged = Optional.empty();
        if (tokens.takeWord("(UNCHANGEDSINCE ")) {
            unchanged = Optional.of(tokens.number64());
            tokens.expect(')');
            tokens.space();
        }
        var change = tokens.takeIf('+') ? FlagChange.ADD : tokens.takeIf('-') ? FlagChange.REMOVE : FlagChange.REPLACE;
        if (!tokens.takeWord("FLAGS")) {
            throw new SyntaxFault("STORE changes FLAGS only");
        }
        boolean silent = tokens.takeWord(".SILENT");
        tokens.space();
        var flags = tokens.peek() == '(' ? flagList() : flags();
        return new Command.Store(uid, set, change, silent, flags, unchanged);
    }

    private Command search(boolean uid) {
        Optional<List<SearchResult>> results = Optional.empty();
        if (tokens.takeWord("RETURN ")) {
            results = Optional.of(results());
            tokens.space();
        }
        if (tokens.takeWord("CHARSET ")) {
            charset();
            tokens.space();
        }
        return new Command.Search(uid, results, new SearchParser(tokens).read());
    }

    private List<SearchResult> results() {
        tokens.expect('(');
        if (tokens.takeIf(')')) {
            return List.of(SearchResult.ALL);
        }
        var results = new ArrayList<SearchResult>();
        do {
            var word = tokens.word();
            try {
                results.add(SearchResult.valueOf(word));
            } catch (IllegalArgumentException e) {
                throw new SyntaxFault("Unknown result option of SEARCH");
            }
        } while (tokens.takeIf(' ') && results.size() < MOST_FLAGS);
        tokens.expect(')');
        return results;
    }

    private void charset() {
        var charset = tokens.astring().toUpperCase(Locale.ROOT);
        if (!charset.equals("UTF-8") && !charset.equals("US-ASCII")) {
            throw new SyntaxFault("[BADCHARSET (US-ASCII UTF-8)] Unknown charset");
        }
    }

    private Command sort(boolean uid) {
        tokens.expect('(');
        var orders = new ArrayList<Command.SortOrder>();
        do {
            boolean reverse = tokens.takeWord("REVERSE ");
            var word = tokens.word();
            try {
                orders.add(new Command.SortOrder(Command.SortField.valueOf(word), reverse));
            } catch (IllegalArgumentException e) {
                throw new SyntaxFault("Unknown sort key");
            }
        } while (tokens.takeIf(' ') && orders.size() < MOST_FLAGS);
        tokens.expect(')');
        tokens.space();
        charset();
        tokens.space();
        return new Command.Sort(uid, orders, new SearchParser(tokens).read());
    }
}
