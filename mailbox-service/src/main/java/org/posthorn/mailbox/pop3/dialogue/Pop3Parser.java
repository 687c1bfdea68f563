package org.posthorn.mailbox.pop3.dialogue;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/// Reads command lines (RFC 1939 §3): a keyword in any case, and arguments behind single blanks.
public final class Pop3Parser {
    private Pop3Parser() {}

    /// @param line without its CRLF
    public static Pop3Command parse(String line) {
        int blank = line.indexOf(' ');
        var keyword = (blank < 0 ? line : line.substring(0, blank)).toUpperCase(Locale.ROOT);
        // a password may begin or end with blanks
        var rest = blank < 0 ? Optional.<String>empty() : Optional.of(line.substring(blank + 1));
        return keyword.equals("PASS")
                ? rest.<Pop3Command>map(Pop3Command.Pass::new).orElse(missing("a password"))
                : parse(keyword, rest.map(String::strip).filter(text -> !text.isEmpty()));
    }

    private static Pop3Command parse(String keyword, Optional<String> argument) {
        return switch (keyword) {
            case "USER" -> argument.<Pop3Command>map(Pop3Command.User::new).orElse(missing("a name"));
            case "AUTH" -> auth(argument);
            case "LIST" -> maybeNumber(argument, Pop3Command.List::new);
            case "UIDL" -> maybeNumber(argument, Pop3Command.Uidl::new);
            case "RETR" -> number(argument, Pop3Command.Retr::new);
            case "DELE" -> number(argument, Pop3Command.Dele::new);
            case "TOP" -> top(argument);
            default -> argument.isPresent() ? unknownOrExcess(keyword) : alone(keyword);
        };
    }

    private static Pop3Command alone(String keyword) {
        return switch (keyword) {
            case "STLS" -> new Pop3Command.Stls();
            case "UTF8" -> new Pop3Command.Utf8();
            case "CAPA" -> new Pop3Command.Capa();
            case "STAT" -> new Pop3Command.Stat();
            case "RSET" -> new Pop3Command.Rset();
            case "NOOP" -> new Pop3Command.Noop();
            case "QUIT" -> new Pop3Command.Quit();
            default -> new Pop3Command.Malformed("Unknown command");
        };
    }

    private static Pop3Command unknownOrExcess(String keyword) {
        return alone(keyword) instanceof Pop3Command.Malformed unknown
                ? unknown
                : new Pop3Command.Malformed(keyword + " takes no argument");
    }

    private static Pop3Command auth(Optional<String> argument) {
        if (argument.isEmpty()) {
            return new Pop3Command.Auth(Optional.empty(), Optional.empty());
        }
        var words = argument.get().split(" +", 3);
        return words.length > 2
                ? new Pop3Command.Malformed("AUTH takes a mechanism and one response")
                : new Pop3Command.Auth(
                        Optional.of(words[0].toUpperCase(Locale.ROOT)),
                        words.length == 2 ? Optional.of(words[1]) : Optional.empty());
    }

    private static Pop3Command maybeNumber(Optional<String> text, Function<Optional<Integer>, Pop3Command> command) {
        return text.isEmpty()
                ? command.apply(Optional.empty())
                : number(text, number -> command.apply(Optional.of(number)));
    }

    private static Pop3Command number(Optional<String> text, IntFunction<Pop3Command> command) {
        return text.map(word -> natural(word)
                        .filter(number -> number > 0)
                        .map(command::apply)
                        .orElse(new Pop3Command.Malformed("A message has a number from 1 on")))
                .orElse(missing("the number of a message"));
    }

    private static Pop3Command top(Optional<String> argument) {
        var words = argument.orElse("").split(" +");
        if (words.length != 2) {
            return missing("the number of a message and a count of lines");
        }
        var lines = natural(words[1]);
        return lines.isEmpty()
                ? new Pop3Command.Malformed("Lines are counted from 0 on")
                : number(Optional.of(words[0]), message -> new Pop3Command.Top(message, lines.get()));
    }

    private static Optional<Integer> natural(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    private static Pop3Command.Malformed missing(String what) {
        return new Pop3Command.Malformed("The command needs " + what);
    }
}
