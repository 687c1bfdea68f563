package org.posthorn.mailbox.quota;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.AccountApi.Quota;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.message.HeaderAddress;
import org.posthorn.mail.message.MessageComposer;
import org.posthorn.mail.message.MessageComposer.Composition;

/// The message by which the owner of a mailbox learns that it fills. Pure.
final class QuotaWarning {
    private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB"};

    private QuotaWarning() {}

    static byte[] write(MailboxAddress to, QuotaLevel level, Quota quota, Instant now) {
        var domain = to.host().toString();
        var from = new HeaderAddress.Mailbox(Optional.of("Mail system"), "postmaster", domain);
        return MessageComposer.compose(new Composition(
                from,
                List.of(HeaderAddress.Mailbox.of(to)),
                List.of(),
                List.of(),
                subject(level, quota),
                OffsetDateTime.ofInstant(now, ZoneOffset.UTC),
                MessageId.next(now).value() + "@" + domain,
                Optional.empty(),
                List.of(),
                text(level, quota),
                Optional.empty(),
                List.of()));
    }

    private static String subject(QuotaLevel level, Quota quota) {
        return level == QuotaLevel.FULL
                ? "Your mailbox is full: new mail is refused"
                : "Your mailbox is " + quota.percent() + " % full";
    }

    private static String text(QuotaLevel level, Quota quota) {
        var text = new StringBuilder("Your mailbox holds " + quota.messages() + " messages (" + size(quota.bytes())
                + "). It may hold " + limits(quota) + ".\n\n");
        text.append(
                level == QuotaLevel.FULL
                        ? "Until there is room again, mail to you is returned to its senders: for a day they try again,"
                                + " then they are told that your mailbox is full. No message that you have is lost.\n\n"
                        : "When it is full, new mail to you is refused.\n\n");
        text.append("Delete messages that you do not need, also from Trash and Junk, or ask for more room.\n");
        return text.toString();
    }

    private static String limits(Quota quota) {
        var bytes = quota.maxBytes() > 0 ? size(quota.maxBytes()) : "";
        var messages = quota.maxMessages() > 0 ? quota.maxMessages() + " messages" : "";
        return bytes.isEmpty() || messages.isEmpty() ? bytes + messages : bytes + " and " + messages;
    }

    private static String size(long bytes) {
        double number = bytes;
        int unit = 0;
        while (number >= 1024 && unit < UNITS.length - 1) {
            number /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " " + UNITS[0] : String.format(Locale.ROOT, "%.1f %s", number, UNITS[unit]);
    }
}
