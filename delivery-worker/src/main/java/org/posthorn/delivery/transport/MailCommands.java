package org.posthorn.delivery.transport;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.posthorn.events.Recipient;
import org.posthorn.mail.LineBreaks;
import org.posthorn.mail.address.ForwardPath;
import org.posthorn.mail.address.ReversePath;
import org.posthorn.mail.smtp.Body;
import org.posthorn.mail.smtp.Capabilities;
import org.posthorn.mail.smtp.Command;
import org.posthorn.mail.smtp.Extension;
import org.posthorn.mail.smtp.MailParameters;
import org.posthorn.mail.smtp.Notify;
import org.posthorn.mail.smtp.OriginalRecipient;
import org.posthorn.mail.smtp.RcptParameters;
import org.posthorn.mail.smtp.Ret;
import org.posthorn.mail.smtp.Xtext;

/// The envelope as commands for a server with these capabilities, or why it cannot have the message.
final class MailCommands {
    private static final int LEAST_RECIPIENTS = 100;
    private static final int MOST_RECIPIENTS = 1000;

    private final Capabilities capabilities;
    private final OutgoingMessage message;

    MailCommands(Capabilities capabilities, OutgoingMessage message) {
        this.capabilities = capabilities;
        this.message = message;
    }

    /// A lasting reason not to try.
    Optional<Cause.Ours> unsuitable(boolean verified) {
        var envelope = message.envelope();
        var limit = capabilities.maxSize();
        if (limit.isPresent() && message.content().size() > limit.getAsLong()) {
            // RFC 1870 §6: the server would refuse it.
            return because(
                    "5.3.4",
                    "The message has " + message.content().size() + " octets, and the server takes no more than "
                            + limit.getAsLong());
        }
        if (envelope.requireTls() && !(verified && capabilities.has(Extension.REQUIRETLS))) {
            return because("5.7.30", "The sender requires TLS all the way (REQUIRETLS), which the server lacks");
        }
        if (envelope.eightBit() && !capabilities.has(Extension.EIGHT_BIT_MIME) && hasEightBits()) {
            // RFC 6152 §3: what could be converted was converted before.
            return because("5.6.3", "The message has 8-bit text, which the server does not take (8BITMIME)");
        }
        if (needsSmtpUtf8() && !capabilities.has(Extension.SMTPUTF8)) {
            return because("5.6.7", "The addresses or header fields need SMTPUTF8, which the server lacks");
        }
        return Optional.empty();
    }

    String mail() {
        var envelope = message.envelope();
        var dsn = capabilities.has(Extension.DSN);
        var eightBit = capabilities.has(Extension.EIGHT_BIT_MIME) && envelope.eightBit();
        var parameters = new MailParameters(
                capabilities.has(Extension.SIZE)
                        ? OptionalLong.of(message.content().size())
                        : OptionalLong.empty(),
                eightBit ? Body.EIGHT_BIT_MIME : Body.SEVEN_BIT,
                envelope.smtpUtf8() && capabilities.has(Extension.SMTPUTF8),
                dsn ? envelope.ret().map(Ret::valueOf) : Optional.empty(),
                dsn ? envelope.envid() : Optional.empty(),
                envelope.requireTls(),
                Optional.empty());
        var from = ReversePath.parse(envelope.reversePath()).orElseThrow();
        return new Command.Mail(from, parameters).toString();
    }

    String rcpt(Recipient recipient) {
        var to = ForwardPath.parse(recipient.address()).orElseThrow();
        var parameters = capabilities.has(Extension.DSN)
                ? new RcptParameters(
                        notifyOn(recipient), recipient.originalRecipient().map(MailCommands::original))
                : RcptParameters.NONE;
        return new Command.Rcpt(to, parameters).toString();
    }

    /// How many recipients go into one transaction: what the server says (RFC 9422 §4), or what each must
    /// take (RFC 5321 §4.5.3.1.8).
    static int recipientsAtOnce(Capabilities capabilities) {
        return (int) Math.min(capabilities.limit("RCPTMAX").orElse(LEAST_RECIPIENTS), MOST_RECIPIENTS);
    }

    /// The message may go out behind another one: as it is, and in one transaction.
    static boolean mayFollow(ClientState.Ready ready, OutgoingMessage message) {
        return isUsable(message)
                && message.recipients().size() <= recipientsAtOnce(ready.capabilities())
                && new MailCommands(ready.capabilities(), message)
                        .unsuitable(ready.secured())
                        .isEmpty();
    }

    static boolean isUsable(OutgoingMessage message) {
        return ReversePath.parse(message.envelope().reversePath()).toOptional().isPresent()
                && message.recipients().stream()
                        .allMatch(to ->
                                ForwardPath.parse(to.address()).toOptional().isPresent());
    }

    private static Set<Notify> notifyOn(Recipient recipient) {
        var wishes = EnumSet.noneOf(Notify.class);
        recipient.notifyOn().forEach(wish -> wishes.add(Notify.valueOf(wish)));
        return wishes;
    }

    private static OriginalRecipient original(String given) {
        int semicolon = given.indexOf(';');
        var encoded = given.substring(semicolon + 1);
        return new OriginalRecipient(
                given.substring(0, Math.max(0, semicolon)),
                Xtext.decode(encoded).toOptional().orElse(encoded));
    }

    /// The client asked for SMTPUTF8, and something really needs it: an address, or an octet of the header
    /// section (RFC 6531 §3.4). All else may go to any server.
    private boolean needsSmtpUtf8() {
        var envelope = message.envelope();
        return envelope.smtpUtf8()
                && (isInternational(envelope.reversePath())
                        || message.recipients().stream().anyMatch(to -> isInternational(to.address()))
                        || hasInternationalHeader());
    }

    private static boolean isInternational(String address) {
        int at = address.lastIndexOf('@');
        return address.substring(0, Math.max(0, at)).chars().anyMatch(c -> c >= 0x80);
    }

    private boolean hasInternationalHeader() {
        try (InputStream content = message.content().open()) {
            var header = content.readNBytes(256 * 1024);
            for (var i = 0; i < header.length; i++) {
                if (header[i] < 0) {
                    return true;
                }
                if (header[i] == '\n' && i + 2 < header.length && header[i + 1] == '\r' && header[i + 2] == '\n') {
                    return false;
                }
            }
            return false;
        } catch (IOException _) {
            // The content cannot be read now; sending it will say so better than this.
            return false;
        }
    }

    private boolean hasEightBits() {
        try (InputStream content = message.content().open()) {
            var piece = new byte[16 * 1024];
            for (var n = content.read(piece); n >= 0; n = content.read(piece)) {
                if (!LineBreaks.isSevenBit(piece, 0, n)) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            // The content cannot be read now; sending it will say so better than this.
            return false;
        }
    }

    private static Optional<Cause.Ours> because(String status, String words) {
        return Optional.of(new Cause.Ours(status, words));
    }

    /// For a server with PIPELINING: everything up to DATA, or up to the chunk.
    List<String> allAtOnce() {
        var lines = new ArrayList<String>(message.recipients().size() + 2);
        lines.add(mail());
        message.recipients().forEach(recipient -> lines.add(rcpt(recipient)));
        if (!capabilities.has(Extension.CHUNKING)) {
            lines.add("DATA");
        }
        return lines;
    }
}
