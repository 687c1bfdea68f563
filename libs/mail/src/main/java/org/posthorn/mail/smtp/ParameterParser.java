package org.posthorn.mail.smtp;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.ForwardPath;
import org.posthorn.mail.address.ReversePath;
import org.posthorn.mail.smtp.Command.Problem;

/// Reads `esmtp-param`s (RFC 5321 §4.1.2). A keyword that no extension of ours defines is refused with 555
/// (RFC 5321 §4.1.1.11), never ignored: the client relies on what it asked for.
final class ParameterParser {
    /// RFC 3461 §4.4 and §4.2.
    private static final int MAX_ENVID = 100;

    private static final int MAX_ORCPT = 500;

    private ParameterParser() {}

    /// Unwinds a parse at the first bad parameter; it never leaves this class.
    private static final class Bad extends Exception {
        private final Problem problem;
        private final String reason;

        Bad(Problem problem, String reason) {
            super(reason, null, false, false);
            this.problem = problem;
            this.reason = reason;
        }

        Command command(String verb) {
            return new Command.Malformed(verb, problem, reason);
        }
    }

    static Command mail(String text, ReversePath from) {
        if (text.isBlank()) {
            return new Command.Mail(from, MailParameters.NONE);
        }
        try {
            return new Command.Mail(from, mailParameters(text));
        } catch (Bad bad) {
            return bad.command("MAIL");
        }
    }

    static Command rcpt(String text, ForwardPath to) {
        if (text.isBlank()) {
            return new Command.Rcpt(to, RcptParameters.NONE);
        }
        try {
            return new Command.Rcpt(to, rcptParameters(text));
        } catch (Bad bad) {
            return bad.command("RCPT");
        }
    }

    /// A decimal number of at most 18 digits, or -1.
    static long number(String digits) {
        if (digits.isEmpty() || digits.length() > 18) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    private static MailParameters mailParameters(String text) throws Bad {
        var size = OptionalLong.empty();
        var body = Body.SEVEN_BIT;
        boolean smtpUtf8 = false;
        Optional<Ret> ret = Optional.empty();
        Optional<String> envid = Optional.empty();
        boolean requireTls = false;
        Optional<String> auth = Optional.empty();
        var seen = new HashSet<String>();
        for (var word : words(text)) {
            var value = value(word);
            switch (keyword(word, seen)) {
                case "SIZE" -> size = OptionalLong.of(size(value));
                case "BODY" -> body = body(value);
                case "SMTPUTF8" -> smtpUtf8 = flag(word);
                case "RET" -> ret = Optional.of(ret(value));
                case "ENVID" -> envid = Optional.of(xtext("ENVID", value, MAX_ENVID));
                case "REQUIRETLS" -> requireTls = flag(word);
                case "AUTH" -> auth = Optional.of(value.equals("<>") ? value : xtext("AUTH", value, MAX_ORCPT));
                default -> throw unknown(word);
            }
        }
        return new MailParameters(size, body, smtpUtf8, ret, envid, requireTls, auth);
    }

    private static RcptParameters rcptParameters(String text) throws Bad {
        Set<Notify> notify = Set.of();
        Optional<OriginalRecipient> original = Optional.empty();
        var seen = new HashSet<String>();
        for (var word : words(text)) {
            switch (keyword(word, seen)) {
                case "NOTIFY" -> notify = notify(value(word));
                case "ORCPT" -> original = Optional.of(originalRecipient(value(word)));
                default -> throw unknown(word);
            }
        }
        return new RcptParameters(notify, original);
    }

    private static String[] words(String text) throws Bad {
        if (text.charAt(0) != ' ') {
            throw new Bad(Problem.PARAMETER, "A space stands between the path and its parameters");
        }
        return text.strip().split(" +", -1);
    }

    private static String keyword(String word, Set<String> seen) throws Bad {
        int equals = word.indexOf('=');
        var keyword = (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
        if (!seen.add(keyword)) {
            throw new Bad(Problem.PARAMETER, "A parameter is given twice");
        }
        return keyword;
    }

    private static String value(String word) {
        int equals = word.indexOf('=');
        return equals < 0 ? "" : word.substring(equals + 1);
    }

    private static Bad unknown(String word) {
        return new Bad(
                Problem.UNKNOWN_PARAMETER,
                word.indexOf('=') < 0 ? "Parameter not recognized" : "Parameter or its keyword not recognized");
    }

    private static boolean flag(String word) throws Bad {
        if (word.indexOf('=') >= 0) {
            throw new Bad(Problem.PARAMETER, "The parameter takes no value");
        }
        return true;
    }

    private static long size(String value) throws Bad {
        long size = number(value);
        if (size < 0) {
            throw new Bad(Problem.PARAMETER, "SIZE is a number of octets");
        }
        return size;
    }

    private static Body body(String value) throws Bad {
        for (var body : Body.values()) {
            if (body.keyword().equalsIgnoreCase(value)) {
                return body;
            }
        }
        throw new Bad(Problem.PARAMETER, "BODY is 7BIT or 8BITMIME");
    }

    private static Ret ret(String value) throws Bad {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "FULL" -> Ret.FULL;
            case "HDRS" -> Ret.HDRS;
            default -> throw new Bad(Problem.PARAMETER, "RET is FULL or HDRS");
        };
    }

    private static Set<Notify> notify(String value) throws Bad {
        var set = EnumSet.noneOf(Notify.class);
        for (var word : value.split(",", -1)) {
            set.add(
                    switch (word.toUpperCase(Locale.ROOT)) {
                        case "NEVER" -> Notify.NEVER;
                        case "SUCCESS" -> Notify.SUCCESS;
                        case "FAILURE" -> Notify.FAILURE;
                        case "DELAY" -> Notify.DELAY;
                        default -> throw new Bad(Problem.PARAMETER, "NOTIFY is NEVER, or SUCCESS, FAILURE and DELAY");
                    });
        }
        if (set.contains(Notify.NEVER) && set.size() > 1) {
            throw new Bad(Problem.PARAMETER, "NOTIFY=NEVER stands alone");
        }
        return Set.copyOf(set);
    }

    private static OriginalRecipient originalRecipient(String value) throws Bad {
        int semicolon = value.indexOf(';');
        var type = semicolon <= 0 ? "" : value.substring(0, semicolon).toLowerCase(Locale.ROOT);
        if (type.isEmpty()
                || type.length() > 32
                || type.chars().anyMatch(c -> !(Character.isLetterOrDigit(c) || c == '-'))) {
            throw new Bad(Problem.PARAMETER, "ORCPT is an address type, a semicolon and an address");
        }
        return new OriginalRecipient(type, xtext("ORCPT", value.substring(semicolon + 1), MAX_ORCPT));
    }

    private static String xtext(String keyword, String value, int limit) throws Bad {
        var decoded = Xtext.decode(value);
        if (decoded instanceof Parsed.Ok<String>(var text)
                && !text.isEmpty()
                && text.length() <= limit
                && text.chars().noneMatch(c -> c < ' ' || c == 0x7F)) {
            return text;
        }
        throw new Bad(Problem.PARAMETER, keyword + " is malformed or too long");
    }
}
