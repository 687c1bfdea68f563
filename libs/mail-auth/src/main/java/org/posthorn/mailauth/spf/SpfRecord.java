package org.posthorn.mailauth.spf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.posthorn.mail.Parsed;

/// A policy, read whole (RFC 7208 §4.6): one wrong term makes all of it permerror.
///
/// @param redirect and the explanation: at most one of each (§6)
record SpfRecord(List<Directive> directives, Optional<MacroString> redirect, Optional<MacroString> explanation) {
    private static final String VERSION = "v=spf1";
    private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][A-Za-z0-9._-]*)=(.*)");
    private static final Pattern MECHANISM = Pattern.compile("([+?~-]?)([A-Za-z][A-Za-z0-9._-]*)([:/].*)?");
    private static final Pattern PREFIXES = Pattern.compile("(.*?)(?:/(\\d+))?(?://(\\d+))?");

    /// A mechanism and what follows when it matches.
    ///
    /// @param text as written, for people
    record Directive(SpfResult.Status status, Mechanism mechanism, String text) {}

    /// Whether a TXT record is a policy at all (§4.5).
    static boolean isPolicy(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /// Reads a record for which [#isPolicy] holds.
    static Parsed<SpfRecord> parse(String text) {
        List<Directive> directives = new ArrayList<>();
        Optional<MacroString> redirect = Optional.empty();
        Optional<MacroString> explanation = Optional.empty();
        for (var term : text.substring(VERSION.length()).split(" +")) {
            if (term.isEmpty()) {
                continue;
            }
            var modifier = MODIFIER.matcher(term);
            if (!modifier.matches()) {
                switch (directive(term)) {
                    case Parsed.Ok<Directive>(var directive) -> directives.add(directive);
                    case Parsed.Malformed<Directive>(var reason) -> {
                        return Parsed.malformed(reason);
                    }
                }
                continue;
            }
            var name = modifier.group(1).toLowerCase(Locale.ROOT);
            var known = name.equals("redirect") || name.equals("exp");
            var value = known ? MacroString.parseDomain(modifier.group(2)) : MacroString.parse(modifier.group(2));
            if (!(value instanceof Parsed.Ok<MacroString>(var macros))) {
                return Parsed.malformed("the modifier " + shown(name) + " cannot be read");
            }
            if (name.equals("redirect") ? redirect.isPresent() : known && explanation.isPresent()) {
                return Parsed.malformed("the modifier " + name + " stands twice");
            }
            redirect = name.equals("redirect") ? Optional.of(macros) : redirect;
            explanation = name.equals("exp") ? Optional.of(macros) : explanation;
        }
        return Parsed.ok(new SpfRecord(List.copyOf(directives), redirect, explanation));
    }

    private static Parsed<Directive> directive(String term) {
        var parts = MECHANISM.matcher(term);
        if (!parts.matches()) {
            return Parsed.malformed("the term " + shown(term) + " is not one");
        }
        var argument = parts.group(3) == null ? "" : parts.group(3);
        return mechanism(parts.group(2).toLowerCase(Locale.ROOT), argument)
                .map(mechanism -> Parsed.ok(new Directive(status(parts.group(1)), mechanism, shown(term))))
                .orElseGet(() -> Parsed.malformed("the term " + shown(term) + " cannot be read"));
    }

    private static SpfResult.Status status(String qualifier) {
        return switch (qualifier) {
            case "-" -> SpfResult.Status.FAIL;
            case "~" -> SpfResult.Status.SOFTFAIL;
            case "?" -> SpfResult.Status.NEUTRAL;
            default -> SpfResult.Status.PASS;
        };
    }

    /// @param argument what follows the name, with its `:` or `/`
    private static Optional<Mechanism> mechanism(String name, String argument) {
        return switch (name) {
            case "all" -> argument.isEmpty() ? Optional.of(new Mechanism.All()) : Optional.empty();
            case "include" -> domain(argument).map(Mechanism.Include::new);
            case "exists" -> domain(argument).map(Mechanism.Exists::new);
            case "ip4" -> network(argument, true).map(Mechanism.Ip::new);
            case "ip6" -> network(argument, false).map(Mechanism.Ip::new);
            case "ptr" ->
                argument.isEmpty()
                        ? Optional.of(new Mechanism.Ptr(Optional.empty()))
                        : domain(argument).map(domain -> new Mechanism.Ptr(Optional.of(domain)));
            case "a", "mx" -> hosts(name, argument);
            default -> Optional.empty();
        };
    }

    private static Optional<Mechanism> hosts(String name, String argument) {
        var parts = PREFIXES.matcher(argument);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var ip4 = parts.group(2) == null ? 32 : Network.number(parts.group(2), 32);
        var ip6 = parts.group(3) == null ? 128 : Network.number(parts.group(3), 128);
        var domain = parts.group(1).isEmpty() ? Optional.<MacroString>empty() : domain(parts.group(1));
        if (ip4 < 0 || ip6 < 0 || (domain.isEmpty() && !parts.group(1).isEmpty())) {
            return Optional.empty();
        }
        var prefixes = new Mechanism.Prefixes(ip4, ip6);
        return Optional.of(name.equals("a") ? new Mechanism.A(domain, prefixes) : new Mechanism.Mx(domain, prefixes));
    }

    private static Optional<MacroString> domain(String argument) {
        return argument.startsWith(":")
                ? MacroString.parseDomain(argument.substring(1)).toOptional()
                : Optional.empty();
    }

    private static Optional<Network> network(String argument, boolean ip4) {
        if (!argument.startsWith(":")) {
            return Optional.empty();
        }
        var slash = argument.indexOf('/');
        var longest = ip4 ? 32 : 128;
        var prefix = slash < 0 ? longest : Network.number(argument.substring(slash + 1), longest);
        var address = argument.substring(1, slash < 0 ? argument.length() : slash);
        return (ip4 ? Network.ip4(address) : Network.ip6(address))
                .filter(_ -> prefix >= 0)
                .map(octets -> new Network(octets, prefix));
    }

    /// A stranger's text for a log or a header field: short, and printable.
    static String shown(String term) {
        var printable = new StringBuilder();
        for (var i = 0; i < Math.min(term.length(), 60); i++) {
            var c = term.charAt(i);
            printable.append(c > ' ' && c <= '~' ? c : '?');
        }
        return printable.toString();
    }
}
