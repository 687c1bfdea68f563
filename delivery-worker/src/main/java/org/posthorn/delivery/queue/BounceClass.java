package org.posthorn.delivery.queue;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.posthorn.events.Outcome.Attempt;

/// What kind of failure a reply tells of: by texts that large providers are known for, then by the enhanced
/// status (RFC 3463), then by the code. Texts come first, since many servers say 5.7.1 or 5.1.1 to
/// everything.
public enum BounceClass {
    /// No such mailbox.
    BAD_MAILBOX,
    /// No such domain, or one that takes no mail.
    BAD_DOMAIN,
    /// The mailbox is disabled or abandoned.
    INACTIVE_MAILBOX,
    /// No room.
    MAILBOX_FULL,
    /// Too large for the server.
    MESSAGE_SIZE,
    /// The content is taken for spam or malware.
    CONTENT,
    /// Our address or domain is on a list or has a bad name.
    REPUTATION,
    /// SPF, DKIM, DMARC or reverse DNS is missing or wrong.
    AUTHENTICATION,
    /// Too much at once, or greylisted.
    RATE,
    /// The server's rules forbid it.
    POLICY,
    /// The DNS did not tell.
    DNS,
    /// No connection, or one that broke.
    NETWORK,
    /// TLS did not come about as it must.
    TLS,
    /// We do not send to this address.
    SUPPRESSED,
    /// The dialogue went wrong.
    PROTOCOL,
    OTHER;

    private record Rule(Pattern text, BounceClass meaning) {}

    private static Rule rule(String text, BounceClass meaning) {
        return new Rule(Pattern.compile(text), meaning);
    }

    private static final List<Rule> TEXTS = List.of(
            rule("suppression list of", SUPPRESSED),
            rule(
                    "greylist|graylist|try again later|too many (messages|connections|recipients)|rate.?limit|throttl"
                            + "|unusual rate",
                    RATE),
            rule("dmarc|\\bspf\\b|\\bdkim\\b|reverse dns|\\bptr\\b|unauthenticated|not authenticated", AUTHENTICATION),
            rule(
                    "spamhaus|spamcop|barracuda|block ?list|black[l]ist|poor reputation|bad reputation"
                            + "|low reputation|listed (at|in|by|on)|\\brbl\\b|dnsbl",
                    REPUTATION),
            rule("virus|malware|spam|phish|unsolicited|content (rejected|blocked|filter)", CONTENT),
            rule("over ?quota|quota exceeded|mailbox (is )?full|out of storage|insufficient storage", MAILBOX_FULL),
            rule(
                    "(account|mailbox|user|recipient).{0,20}(disabled|inactive|suspended|deactivated|expired)",
                    INACTIVE_MAILBOX),
            rule(
                    "(user|recipient|mailbox|address|account).{0,30}(unknown|not found|does not exist|doesn't exist"
                            + "|no such|invalid|not exist)|no such (user|recipient|mailbox|address)|unknown (user|recipient"
                            + "|mailbox|address)|no mailbox here|user doesn.t have",
                    BAD_MAILBOX));

    /// As events and pages write it: `bad-mailbox`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What an attempt's end means.
    public static BounceClass of(Attempt attempt) {
        var byStatus = status(attempt.status());
        // Our own words carry a status that fits.
        if (!attempt.saidByHost()) {
            return attempt.reply().contains("suppression list of") ? SUPPRESSED : byStatus;
        }
        var text = attempt.reply().toLowerCase(Locale.ROOT);
        return TEXTS.stream()
                .filter(rule -> rule.text().matcher(text).find())
                .map(Rule::meaning)
                .findFirst()
                .orElse(byStatus);
    }

    private static BounceClass status(String status) {
        var parts = status.split("\\.", -1);
        return parts.length == 3 ? detail(parts[1] + "." + parts[2]) : OTHER;
    }

    private static BounceClass detail(String detail) {
        return switch (detail) {
            case "1.1", "1.3", "1.6" -> BAD_MAILBOX;
            case "1.2", "1.10", "4.4" -> BAD_DOMAIN;
            case "2.1" -> INACTIVE_MAILBOX;
            case "2.2", "3.1" -> MAILBOX_FULL;
            case "2.3", "3.4" -> MESSAGE_SIZE;
            case "4.3" -> DNS;
            case "4.1", "4.2", "4.5" -> NETWORK;
            case "5.3" -> RATE;
            case "7.4", "7.5", "7.10", "7.11", "7.30" -> TLS;
            case "7.20", "7.21", "7.22", "7.23", "7.24", "7.25", "7.26", "7.8" -> AUTHENTICATION;
            default -> subject(detail);
        };
    }

    private static BounceClass subject(String detail) {
        return switch (detail.charAt(0)) {
            case '1' -> detail.equals("1.0") ? OTHER : BAD_MAILBOX;
            case '4' -> NETWORK;
            case '5' -> PROTOCOL;
            case '6' -> CONTENT;
            case '7' -> POLICY;
            default -> OTHER;
        };
    }
}
