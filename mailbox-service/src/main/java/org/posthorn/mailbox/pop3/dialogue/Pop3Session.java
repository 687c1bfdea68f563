package org.posthorn.mailbox.pop3.dialogue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// The dialogue of one client. It does no I/O: a line in, an action out.
///
/// | state | takes | goes on to |
/// | --- | --- | --- |
/// | `AUTHORIZATION` | USER PASS AUTH STLS UTF8 CAPA QUIT | `TRANSACTION` with a login, `RESPONSE` with AUTH |
/// | `RESPONSE` | a response of SASL, or `*` | `TRANSACTION`, or back |
/// | `TRANSACTION` | STAT LIST UIDL RETR TOP DELE RSET NOOP CAPA QUIT | ends with QUIT, which deletes |
///
/// Confined to the connection's thread.
public final class Pop3Session {
    private static final String NOT_NOW = "-ERR Not in this state";
    private static final Action NO_MESSAGE = new Action.Reply("-ERR There is no such message");
    private static final Action NEEDS_TLS = new Action.Reply("-ERR Encryption is required to log in: STLS first");
    private static final String BYE = "+OK Bye";
    private static final int ALL = -1;

    private enum State {
        AUTHORIZATION,
        RESPONSE,
        TRANSACTION
    }

    private final boolean loopback;
    private boolean tls;
    private State state = State.AUTHORIZATION;
    private Optional<String> user = Optional.empty();
    private Sasl sasl = Sasl.PLAIN;
    private Maildrop maildrop = new Maildrop(0, List.of());

    /// Which response the client owes.
    private enum Sasl {
        PLAIN,
        LOGIN_NAME,
        LOGIN_PASSWORD
    }

    /// @param loopback whether the client may log in in clear, since it is on this machine
    public Pop3Session(boolean loopback, boolean tls) {
        this.loopback = loopback;
        this.tls = tls;
    }

    public static String greeting() {
        return "+OK Posthorn is ready";
    }

    /// Whether the next line is a response of SASL, which may be long, and no command.
    public boolean expectsResponse() {
        return state == State.RESPONSE;
    }

    public boolean isLoggedIn() {
        return state == State.TRANSACTION;
    }

    /// A line of the client without its CRLF.
    public Action line(String line) {
        if (state == State.RESPONSE) {
            return response(line);
        }
        return switch (Pop3Parser.parse(line)) {
            case Pop3Command.Capa() -> new Action.Listing("+OK Capabilities", capabilities().stream());
            case Pop3Command.Malformed(var reason) -> new Action.Reply("-ERR " + reason);
            case Pop3Command command -> state == State.TRANSACTION ? transaction(command) : authorization(command);
        };
    }

    /// The credentials were right and the maildrop is ours.
    public Action loggedIn(Maildrop opened) {
        state = State.TRANSACTION;
        maildrop = opened;
        return new Action.Reply("+OK " + opened.count() + " messages (" + opened.octets() + " octets)");
    }

    /// @param reply with its response code (RFC 2449 §8, RFC 3206)
    public Action notLoggedIn(String reply) {
        user = Optional.empty();
        state = State.AUTHORIZATION;
        return new Action.Reply("-ERR " + reply);
    }

    /// Credentials and capabilities that came before are forgotten (RFC 2595 §4).
    public void tlsBegan() {
        tls = true;
        user = Optional.empty();
    }

    /// A whole message went out.
    public void sent(int number) {
        maildrop.retrieved(number);
    }

    /// What the client read: seen from now on, also when the connection breaks.
    public List<Long> read() {
        return maildrop.read();
    }

    private boolean mayLogIn() {
        return tls || loopback;
    }

    private List<String> capabilities() {
        var capabilities = new ArrayList<String>();
        if (mayLogIn()) {
            capabilities.add("USER");
            capabilities.add("SASL PLAIN LOGIN");
        }
        if (!tls && state == State.AUTHORIZATION) {
            capabilities.add("STLS");
        }
        capabilities.addAll(List.of(
                "TOP",
                "UIDL",
                "PIPELINING",
                "RESP-CODES",
                "AUTH-RESP-CODE",
                "EXPIRE NEVER",
                "UTF8 USER",
                "IMPLEMENTATION Posthorn"));
        return capabilities;
    }

    private Action authorization(Pop3Command command) {
        return switch (command) {
            case Pop3Command.User(var name) -> user(name);
            case Pop3Command.Pass(var password) -> pass(password);
            case Pop3Command.Auth(var mechanism, var initial) -> auth(mechanism, initial);
            case Pop3Command.Stls() ->
                tls ? new Action.Reply("-ERR TLS is on already") : new Action.BeginTls("+OK Begin TLS now");
            // messages are sent as they are, so that nothing changes
            case Pop3Command.Utf8() -> new Action.Reply("+OK UTF-8 it is");
            case Pop3Command.Quit() -> new Action.End(BYE);
            default -> new Action.Reply(NOT_NOW);
        };
    }

    private Action user(String name) {
        if (!mayLogIn()) {
            return NEEDS_TLS;
        }
        user = Optional.of(name);
        // RFC 1939 §7: whether there is such a name stays open
        return new Action.Reply("+OK Send the password");
    }

    private Action pass(String password) {
        return user.<Action>map(name -> new Action.LogIn(name, password))
                .orElse(new Action.Reply("-ERR USER comes first"));
    }

    private Action auth(Optional<String> mechanism, Optional<String> initial) {
        if (mechanism.isEmpty()) {
            return new Action.Listing(
                    "+OK Mechanisms", (mayLogIn() ? List.of("PLAIN", "LOGIN") : List.<String>of()).stream());
        }
        if (!mayLogIn()) {
            return NEEDS_TLS;
        }
        switch (mechanism.get()) {
            case "PLAIN" -> sasl = Sasl.PLAIN;
            case "LOGIN" -> sasl = Sasl.LOGIN_NAME;
            default -> {
                return new Action.Reply("-ERR Mechanisms are PLAIN and LOGIN");
            }
        }
        state = State.RESPONSE;
        // RFC 5034 §4: "=" is a response of no octets
        return initial.map(text -> response(text.equals("=") ? "" : text))
                .orElse(new Action.Reply(sasl == Sasl.PLAIN ? "+ " : "+ VXNlcm5hbWU6"));
    }

    private Action response(String line) {
        state = State.AUTHORIZATION;
        if (line.equals("*")) {
            return new Action.Reply("-ERR Given up");
        }
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(line);
        } catch (IllegalArgumentException e) {
            return new Action.Reply("-ERR Malformed response");
        }
        return switch (sasl) {
            case PLAIN -> plain(octets);
            case LOGIN_NAME -> {
                user = Optional.of(text(octets, 0, octets.length));
                sasl = Sasl.LOGIN_PASSWORD;
                state = State.RESPONSE;
                yield new Action.Reply("+ UGFzc3dvcmQ6");
            }
            case LOGIN_PASSWORD -> pass(text(octets, 0, octets.length));
        };
    }

    /// RFC 4616: who is acted for, who acts, password.
    private static Action plain(byte[] octets) {
        int first = indexOfNul(octets, 0);
        int second = first < 0 ? -1 : indexOfNul(octets, first + 1);
        if (second < 0) {
            return new Action.Reply("-ERR Malformed response");
        }
        var authorize = text(octets, 0, first);
        var name = text(octets, first + 1, second);
        return authorize.isEmpty() || authorize.equals(name)
                ? new Action.LogIn(name, text(octets, second + 1, octets.length))
                : new Action.Reply("-ERR [AUTH] You cannot act for another account");
    }

    private static int indexOfNul(byte[] octets, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] octets, int from, int to) {
        return new String(Arrays.copyOfRange(octets, from, to), StandardCharsets.UTF_8);
    }

    private Action transaction(Pop3Command command) {
        return switch (command) {
            case Pop3Command.Stat() -> new Action.Reply("+OK " + maildrop.count() + " " + maildrop.octets());
            case Pop3Command.List(var number) -> listing(number, "+OK " + maildrop.count() + " messages", this::size);
            case Pop3Command.Uidl(var number) -> listing(number, "+OK Unique ids", this::uniqueId);
            case Pop3Command.Retr(var number) -> send(number, ALL);
            case Pop3Command.Top(var number, var lines) -> send(number, lines);
            case Pop3Command.Dele(var number) -> delete(number);
            case Pop3Command.Rset() -> {
                maildrop.undelete();
                yield new Action.Reply("+OK Nothing is marked as deleted");
            }
            case Pop3Command.Noop() -> new Action.Reply("+OK");
            case Pop3Command.Quit() -> new Action.Update(maildrop);
            default -> new Action.Reply(NOT_NOW);
        };
    }

    private String size(int number) {
        return number + " " + maildrop.entry(number).size();
    }

    private String uniqueId(int number) {
        return number + " " + maildrop.uniqueId(number);
    }

    private Action listing(Optional<Integer> number, String text, IntFunction<String> line) {
        if (number.isPresent()) {
            return maildrop.has(number.get()) ? new Action.Reply("+OK " + line.apply(number.get())) : NO_MESSAGE;
        }
        return new Action.Listing(
                text,
                IntStream.rangeClosed(1, maildrop.highest())
                        .filter(maildrop::has)
                        .mapToObj(line));
    }

    private Action send(int number, int lines) {
        return maildrop.has(number) ? new Action.Send(number, maildrop.entry(number), lines) : NO_MESSAGE;
    }

    private Action delete(int number) {
        if (!maildrop.has(number)) {
            return NO_MESSAGE;
        }
        maildrop.delete(number);
        return new Action.Reply("+OK Message " + number + " will be deleted at QUIT");
    }
}
