package org.posthorn.mail.dsn;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.posthorn.mail.message.HeaderField;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.MessageDate;
import org.posthorn.mail.smtp.EnhancedStatus;

/// The words of a notification: what happened, to whom, why, who said so, and what to do now.
final class DsnText {
    private static final int MAX_SUBJECT = 100;
    private static final int MAX_LINE = 900;

    private DsnText() {}

    static String subject(DsnReport report, HeaderSection original) {
        var about = original.first("Subject")
                .map(HeaderField::text)
                .map(subject -> subject.length() > MAX_SUBJECT ? subject.substring(0, MAX_SUBJECT) + "…" : subject)
                .filter(subject -> !subject.isBlank());
        return outcome(report) + about.map(subject -> ": " + subject).orElse("");
    }

    static String of(DsnReport report, HeaderSection original) {
        var text = new StringBuilder();
        paragraph(text, opening(report, original));
        for (var recipient : report.recipients()) {
            line(text, "  " + recipient.recipient().display());
            line(text, "    " + why(recipient));
            recipient
                    .remoteReply()
                    .ifPresent(reply -> line(
                            text,
                            "    "
                                    + recipient
                                            .remoteServer()
                                            .map(server -> "The server " + server)
                                            .orElse("The server")
                                    + " said: " + reply));
            line(text, "");
        }
        advice(report).ifPresent(advice -> paragraph(text, advice));
        line(text, "This notification was written by " + report.reporter().unicode() + ". Nobody reads replies to it.");
        return text.toString();
    }

    /// One line without breaks, short enough for RFC 5322 §2.1.1.
    static String oneLine(String value) {
        var line = new StringBuilder(Math.min(value.length(), MAX_LINE));
        for (int i = 0; i < value.length() && line.length() < MAX_LINE; i++) {
            char c = value.charAt(i);
            line.append(c < ' ' || c == 0x7F ? ' ' : c);
        }
        return line.toString();
    }

    private static DsnAction action(DsnReport report) {
        return report.recipients().getFirst().action();
    }

    private static String outcome(DsnReport report) {
        return switch (action(report)) {
            case FAILED -> "Not delivered";
            case DELAYED -> "Delayed, still trying";
            case DELIVERED -> "Delivered";
            case RELAYED -> "Passed on";
        };
    }

    private static String opening(DsnReport report, HeaderSection original) {
        var subject = original.first("Subject")
                .map(HeaderField::text)
                .filter(text -> !text.isBlank())
                .map(text -> " \"" + oneLine(text) + "\"")
                .orElse("");
        var message = "Your message" + subject + " of " + date(report.arrivedAt());
        int count = report.recipients().size();
        var whom = count == 1 ? "this recipient" : "these " + count + " recipients";
        return switch (action(report)) {
            case FAILED -> message + " could not be delivered to " + whom + ":";
            case DELAYED -> message + " has not been delivered yet to " + whom + ":";
            case DELIVERED -> message + " was delivered to " + whom + ":";
            case RELAYED ->
                message + " was passed on to a server that sends no notifications of its own, for " + whom + ":";
        };
    }

    private static String why(RecipientReport recipient) {
        var plain = plainWords(recipient.status());
        var reason = recipient.reason();
        return switch (recipient.action()) {
            case DELIVERED -> "It is in the mailbox.";
            case RELAYED -> "You will be told nothing more about it.";
            case FAILED, DELAYED -> {
                if (recipient.remoteReply().isPresent() || reason.isBlank()) {
                    yield plain;
                }
                yield sentence(reason);
            }
        };
    }

    /// What RFC 3463 says of a status, for somebody who never heard of it.
    private static String plainWords(EnhancedStatus status) {
        return switch (status.subject() * 100 + status.detail()) {
            case 101, 110 -> "The address does not exist there.";
            case 102 -> "The domain of the address does not exist or takes no mail.";
            case 103, 107, 108 -> "An address in the message is written wrongly.";
            case 106 -> "The mailbox has moved and left no new address.";
            case 201 -> "The mailbox is disabled.";
            case 202 -> "The mailbox is full.";
            case 203, 304 -> "The message is larger than the receiving server takes.";
            case 401, 404 -> "The receiving server could not be reached.";
            case 406 -> "The message went in a circle.";
            case 407 -> "The message could not be delivered in the time that it had.";
            case 506 -> "The receiving server speaks the mail protocol wrongly.";
            case 607, 606 -> "The receiving server cannot take addresses or text of this kind.";
            default ->
                switch (status.subject()) {
                    case 1 -> "The receiving server did not take the address.";
                    case 2 -> "The mailbox did not take the message.";
                    case 3 -> "The receiving server had a failure of its own.";
                    case 4 -> "The receiving server could not be reached.";
                    case 5 -> "The receiving server and ours did not understand each other.";
                    case 6 -> "The receiving server did not take the content of the message.";
                    case 7 ->
                        status.category() == 4
                                ? "The receiving server does not take the message yet, by its rules."
                                : "The receiving server refused the message by its rules.";
                    default -> "The receiving server did not take the message.";
                };
        };
    }

    private static Optional<String> advice(DsnReport report) {
        return switch (action(report)) {
            case FAILED -> {
                var status = report.recipients().getFirst().status();
                yield Optional.of(
                        status.category() == 4
                                ? "It was tried for " + span(report.arrivedAt(), report.at())
                                        + " and is given up. Please try again later, or reach the recipient in another way."
                                : failureAdvice(status));
            }
            case DELAYED ->
                Optional.of("You need not do anything: it is tried again"
                        + report.recipients()
                                .getFirst()
                                .retryUntil()
                                .map(until -> " for another " + span(report.at(), until))
                                .orElse("")
                        + ". If it cannot be delivered by then, you will be told.");
            case DELIVERED, RELAYED -> Optional.empty();
        };
    }

    private static String failureAdvice(EnhancedStatus status) {
        return switch (status.subject()) {
            case 1 -> "Please check the address for typing errors, and send the message again to the right one.";
            case 2 -> "Please try again later, or reach the recipient in another way.";
            case 4 -> "Please check the part of the address behind the @, or try again later.";
            case 7, 6 ->
                "Sending it again unchanged will not help. The reason above may say what to change or whom to ask.";
            default ->
                status.detail() == 4 && status.subject() == 3
                        ? "Please send it in smaller pieces, or share the file in another way."
                        : "You may try again later. If it fails again, please show this notification to your administrator.";
        };
    }

    private static String span(Instant from, Instant to) {
        var time = Duration.between(from, to);
        if (time.toHours() >= 48) {
            return time.toDays() + " days";
        }
        if (time.toMinutes() >= 120) {
            return time.toHours() + " hours";
        }
        return time.toMinutes() < 2 ? "1 minute" : time.toMinutes() + " minutes";
    }

    private static String sentence(String reason) {
        var line = oneLine(reason).strip();
        return Character.toUpperCase(line.charAt(0)) + line.substring(1) + (line.endsWith(".") ? "" : ".");
    }

    private static String date(Instant at) {
        return MessageDate.format(at.atOffset(ZoneOffset.UTC));
    }

    private static void paragraph(StringBuilder text, String paragraph) {
        int column = 0;
        for (var word : paragraph.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > 76) {
                text.append("\r\n");
                column = 0;
            } else if (column > 0) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        text.append("\r\n\r\n");
    }

    private static void line(StringBuilder text, String line) {
        text.append(oneLine(line).stripTrailing()).append("\r\n");
    }
}
