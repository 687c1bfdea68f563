package org.posthorn.mailbox.imap.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.posthorn.mail.Parsed;
import org.posthorn.mailbox.imap.grammar.Command.FlagChange;

/// Reads one command (RFC 9051 §9, with the extensions that we have).
public final class CommandParser {
    private static final int MOST_WORDS = 100;

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
            tokens.spaceBehind("the tag", "A command follows the tag");
            var command = new CommandParser(tokens).command(tokens.name("the tag"));
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
        var arguments = arguments(name);
        tokens.spaceBehind(name, name + " needs an argument");
        return arguments.get();
    }

    /// What reads the arguments of a command; that it is unknown is said before anything of its arguments.
    private Supplier<Command> arguments(String name) {
        return switch (name) {
            case "ID" -> this::id;
            case "LOGIN" -> this::login;
            case "AUTHENTICATE" -> this::authenticate;
            case "COMPRESS" -> () -> new Command.Compress(tokens.word());
            case "ENABLE" -> () -> new Command.Enable(words());
            case "SELECT" -> () -> select(false);
            case "EXAMINE" -> () -> select(true);
            case "CREATE" -> this::create;
            case "DELETE" -> () -> new Command.Delete(tokens.astring());
            case "RENAME" -> this::rename;
            case "SUBSCRIBE" -> () -> new Command.Subscribe(tokens.astring(), true);
            case "UNSUBSCRIBE" -> () -> new Command.Subscribe(tokens.astring(), false);
            case "LIST" -> () -> new Command.ListFolders(new ListParser(tokens).list());
            case "LSUB" -> () -> new Command.ListFolders(new ListParser(tokens).lsub());
            case "STATUS" -> this::status;
            case "APPEND" -> () -> new AppendParser(tokens).append();
            case "GETQUOTA" -> () -> new Command.GetQuota(tokens.astring());
            case "GETQUOTAROOT" -> () -> new Command.GetQuotaRoot(tokens.astring());
            case "SETQUOTA" -> this::setQuota;
            case "NOTIFY" -> () -> new NotifyParser(tokens).read();
            case "GETMETADATA" -> () -> new MetadataParser(tokens).get();
            case "SETMETADATA" -> () -> new MetadataParser(tokens).set();
            case "UID" -> this::uid;
            default -> onMessages(name, false);
        };
    }

    private Command uid() {
        var name = tokens.name("UID");
        Supplier<Command> arguments = name.equals("EXPUNGE")
                ? () -> new Command.Expunge(Optional.of(tokens.sequenceSet()))
                : onMessages(name, true);
        tokens.spaceBehind("UID " + name, "UID " + name + " needs an argument");
        return arguments.get();
    }

    private Supplier<Command> onMessages(String name, boolean uid) {
        return switch (name) {
            case "FETCH" -> () -> fetch(uid);
            case "STORE" -> () -> store(uid);
            case "SEARCH" -> () -> new QueryParser(tokens).search(uid);
            case "SORT" -> () -> new QueryParser(tokens).sort(uid);
            case "THREAD" -> () -> new QueryParser(tokens).thread(uid);
            case "REPLACE" -> () -> new AppendParser(tokens).replace(uid);
            case "COPY" -> () -> transfer((set, to) -> new Command.Copy(uid, set, to));
            case "MOVE" -> () -> transfer((set, to) -> new Command.Move(uid, set, to));
            default -> throw new SyntaxFault("Unknown command");
        };
    }

    private Command transfer(BiFunction<SequenceSet, String, Command> command) {
        var set = tokens.sequenceSet();
        tokens.space();
        return command.apply(set, tokens.astring());
    }

    private Command login() {
        var user = tokens.astring();
        tokens.space();
        return new Command.Login(user, tokens.astring());
    }

    private Command rename() {
        var from = tokens.astring();
        tokens.space();
        return new Command.Rename(from, tokens.astring());
    }

    private Command status() {
        var folder = tokens.astring();
        tokens.space();
        return new Command.Status(folder, ListParser.statusItems(tokens));
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

    private Command setQuota() {
        var root = tokens.astring();
        tokens.space();
        tokens.expect('(');
        if (!tokens.takeIf(')')) {
            do {
                tokens.atom();
                tokens.space();
                tokens.number64();
            } while (tokens.takeIf(' '));
            tokens.expect(')');
        }
        return new Command.SetQuota(root);
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
        } while (tokens.takeIf(' ') && words.size() < MOST_WORDS);
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
            uses = tokens.flagList();
            tokens.expect(')');
        }
        return new Command.Create(folder, uses);
    }

    private Command fetch(boolean uid) {
        var set = tokens.sequenceSet();
        tokens.space();
        var items = new FetchParser(tokens).read();
        Optional<Long> since = Optional.empty();
        boolean vanished = false;
        Optional<PartialRange> partial = Optional.empty();
        if (tokens.takeIf(' ')) {
            tokens.expect('(');
            do {
                switch (tokens.word()) {
                    case "CHANGEDSINCE" -> {
                        tokens.space();
                        since = Optional.of(tokens.number64());
                    }
                    case "VANISHED" -> vanished = true;
                    case "PARTIAL" -> {
                        tokens.space();
                        partial = Optional.of(tokens.partialRange());
                    }
                    default -> throw new SyntaxFault("Unknown modifier of FETCH");
                }
            } while (tokens.takeIf(' '));
            tokens.expect(')');
        }
        return new Command.Fetch(uid, set, items, since, vanished, partial);
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
        var flags = tokens.peek() == '(' ? tokens.flagList() : tokens.flags();
        return new Command.Store(uid, set, change, silent, flags, unchanged);
    }
}
