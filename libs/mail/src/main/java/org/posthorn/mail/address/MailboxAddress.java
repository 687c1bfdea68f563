package org.posthorn.mail.address;

import java.util.Optional;
import org.posthorn.mail.Parsed;

/// `Mailbox` of RFC 5321 §4.1.2: `local-part@domain` or `local-part@[address]`. Comments and folding white space,
/// which only header fields may have, are no part of it.
///
/// @param localPart the name before the `@`
/// @param host      the domain or address literal behind it
public record MailboxAddress(LocalPart localPart, Host host) {

    /// Reads one mailbox; the whole text must be it.
    public static Parsed<MailboxAddress> parse(String text) {
        int at = separator(text);
        if (at < 0) {
            return Parsed.malformed("The address has no @");
        }
        return LocalPart.parse(text.substring(0, at))
                .flatMap(local -> host(text.substring(at + 1)).map(host -> new MailboxAddress(local, host)));
    }

    /// The mailbox of a text that is known to be good.
    public static MailboxAddress of(String text) {
        return parse(text).orElseThrow();
    }

    public static MailboxAddress of(LocalPart localPart, Domain domain) {
        return new MailboxAddress(localPart, domain);
    }

    /// The domain; empty for an address literal.
    public Optional<Domain> domain() {
        return host instanceof Domain domain ? Optional.of(domain) : Optional.empty();
    }

    /// The one spelling under which this mailbox is looked up: local part in lower case, domain in A-labels.
    public String key() {
        return new LocalPart(localPart.key()) + "@" + host;
    }

    /// Without a subaddress: `alice+shop@example.com` gives `alice@example.com`.
    public MailboxAddress withoutTag(char separator) {
        return new MailboxAddress(localPart.withoutTag(separator), host);
    }

    /// Whether only a server with SMTPUTF8 can take it (RFC 6531 §3.4). The domain never needs it: it has A-labels.
    public boolean needsSmtpUtf8() {
        return !localPart.isAscii();
    }

    /// As people read it: the domain in U-labels.
    public String display() {
        return localPart + "@" + (host instanceof Domain domain ? domain.unicode() : host.toString());
    }

    @Override
    public String toString() {
        return localPart + "@" + host;
    }

    static Parsed<Host> host(String text) {
        return text.startsWith("[")
                ? AddressLiteral.parse(text).map(Host.class::cast)
                : Domain.parse(text).map(Host.class::cast);
    }

    /// The `@` between local part and host: the first one outside a quoted string.
    private static int separator(String text) {
        if (!text.startsWith("\"")) {
            return text.indexOf('@');
        }
        int closing = PathParser.endOfQuoted(text, 0);
        return closing > 0 && closing < text.length() && text.charAt(closing) == '@' ? closing : -1;
    }
}
