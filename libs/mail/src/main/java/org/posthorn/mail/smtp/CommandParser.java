package org.posthorn.mail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.ForwardPath;
import org.posthorn.mail.address.PathParser;
import org.posthorn.mail.address.ReversePath;
import org.posthorn.mail.smtp.Command.Problem;

/// Reads one command line (RFC 5321 §4.1.1). Verbs and keywords are taken in any case of letters; white space at the
/// end
/// is ignored, as RFC 5321 §4.1.1 asks; a space behind `FROM:` or `TO:` is tolerated, because old clients send one.
public final class CommandParser {
    private static final int MAX_CLIENT_NAME = 255;
    private static final int MAX_VERB_SHOWN = 32;

    private CommandParser() {}

    /// Reads the octets of a line, without its CRLF.
    public static Command parse(byte[] buffer, int from, int to) {
        int end = to;
        while (end > from && (buffer[end - 1] == ' ' || buffer[end - 1] == '\t')) {
            end--;
        }
        return parse(new String(buffer, from, end - from, StandardCharsets.UTF_8));
    }

    /// Reads a line without its CRLF and without white space at the end.
    public static Command parse(String line) {
        int space = line.indexOf(' ');
        var verb = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
        var argument = space < 0 ? "" : line.substring(space + 1).strip();
        return switch (verb) {
            case "EHLO" ->
                clientName(argument)
                        ? new Command.Ehlo(argument)
                        : malformed(verb, "EHLO needs the name of the client");
            case "HELO" ->
                clientName(argument)
                        ? new Command.Helo(argument)
                        : malformed(verb, "HELO needs the name of the client");
            case "MAIL" -> mail(argument);
            case "RCPT" -> rcpt(argument);
            case "DATA" -> alone(verb, argument, new Command.Data());
            case "BDAT" -> bdat(argument);
            case "RSET" -> alone(verb, argument, new Command.Rset());
            case "QUIT" -> alone(verb, argument, new Command.Quit());
            case "STARTTLS" -> alone(verb, argument, new Command.StartTls());
            case "NOOP" -> new Command.Noop();
            case "HELP" -> new Command.Help();
            case "VRFY" -> argument.isEmpty() ? malformed(verb, "VRFY needs a name") : new Command.Vrfy(argument);
            case "EXPN" -> argument.isEmpty() ? malformed(verb, "EXPN needs a name") : new Command.Expn(argument);
            case "AUTH" -> auth(argument);
            default -> new Command.Unknown(shown(verb));
        };
    }

    private static Command alone(String verb, String argument, Command command) {
        return argument.isEmpty() ? command : malformed(verb, verb + " takes no argument");
    }

    private static Command malformed(String verb, String reason) {
        return new Command.Malformed(verb, Problem.ARGUMENT, reason);
    }

    /// Any printable word: strict syntax would refuse many real clients, and the name decides nothing.
    private static boolean clientName(String argument) {
        return !argument.isEmpty()
                && argument.length() <= MAX_CLIENT_NAME
                && argument.chars().noneMatch(c -> c <= ' ' || c == 0x7F || c == 0xFFFD);
    }

    private static Command mail(String argument) {
        var path = pathAfter("FROM:", argument);
        if (path.isEmpty()) {
            return malformed("MAIL", "MAIL is followed by FROM:<address>");
        }
        return switch (PathParser.reversePath(path.get())) {
            case Parsed.Malformed<ReversePath>(var reason) ->
                new Command.Malformed("MAIL", Problem.REVERSE_PATH, reason);
            case Parsed.Ok<ReversePath>(var from) -> ParameterParser.mail(behind(path.get(), argument), from);
        };
    }

    private static Command rcpt(String argument) {
        var path = pathAfter("TO:", argument);
        if (path.isEmpty()) {
            return malformed("RCPT", "RCPT is followed by TO:<address>");
        }
        return switch (PathParser.forwardPath(path.get())) {
            case Parsed.Malformed<ForwardPath>(var reason) ->
                new Command.Malformed("RCPT", Problem.FORWARD_PATH, reason);
            case Parsed.Ok<ForwardPath>(var to) -> ParameterParser.rcpt(behind(path.get(), argument), to);
        };
    }

    /// The bracketed path behind the keyword; an unterminated or unbracketed one runs to the next space.
    private static Optional<String> pathAfter(String keyword, String argument) {
        if (!argument.regionMatches(true, 0, keyword, 0, keyword.length())) {
            return Optional.empty();
        }
        var rest = argument.substring(keyword.length()).stripLeading();
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        int end = rest.charAt(0) == '<' ? PathParser.endOfPath(rest, 0) : -1;
        if (end < 0) {
            int space = rest.indexOf(' ');
            end = space < 0 ? rest.length() : space;
        }
        return Optional.of(rest.substring(0, end));
    }

    private static String behind(String path, String argument) {
        return argument.substring(argument.indexOf(path) + path.length());
    }

    private static Command bdat(String argument) {
        int space = argument.indexOf(' ');
        var digits = space < 0 ? argument : argument.substring(0, space);
        var rest = space < 0 ? "" : argument.substring(space + 1).strip();
        long size = ParameterParser.number(digits);
        if (size < 0 || !(rest.isEmpty() || rest.equalsIgnoreCase("LAST"))) {
            return malformed("BDAT", "BDAT is followed by a size and an optional LAST");
        }
        return new Command.Bdat(size, !rest.isEmpty());
    }

    private static Command auth(String argument) {
        int space = argument.indexOf(' ');
        var mechanism = (space < 0 ? argument : argument.substring(0, space)).toUpperCase(Locale.ROOT);
        if (mechanism.isEmpty() || mechanism.length() > 20) {
            return malformed("AUTH", "AUTH needs a mechanism");
        }
        if (space < 0) {
            return new Command.Auth(mechanism, Optional.empty());
        }
        var response = argument.substring(space + 1).strip();
        if (response.indexOf(' ') >= 0) {
            return malformed("AUTH", "AUTH takes one initial response");
        }
        return new Command.Auth(mechanism, Optional.of(response.equals("=") ? "" : response));
    }

    /// A stranger's verb, fit for a log line.
    private static String shown(String verb) {
        var cut = verb.length() > MAX_VERB_SHOWN ? verb.substring(0, MAX_VERB_SHOWN) : verb;
        return cut.chars().allMatch(c -> c > ' ' && c < 0x7F) ? cut : "?";
    }
}
