package org.posthorn.mailctl;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.posthorn.events.api.AuditApi.NewEntry;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/// A command that was carried out, as the audit has it. Secrets are never arguments: they come from the standard input.
record Audited(String command, String arguments) {
    /// The innermost command of a line, with what it was given.
    static Audited of(ParseResult line) {
        var words = new ArrayList<String>();
        var innermost = line;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
            words.add(innermost.commandSpec().name());
        }
        var positionals = innermost.matchedPositionals().stream().map(Audited::given);
        var options = innermost.matchedOptions().stream()
                .filter(option -> !option.inherited())
                .map(option -> option.longestName() + " " + given(option));
        return new Audited(
                String.join(" ", words),
                Stream.concat(positionals, options).map(String::strip).collect(Collectors.joining(" ")));
    }

    private static String given(ArgSpec argument) {
        return String.join(" ", argument.originalStringValues());
    }

    NewEntry entry() {
        return new NewEntry("mailctl " + System.getProperty("user.name"), host(), "mailctl", command, arguments);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
