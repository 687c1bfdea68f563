package org.posthorn.mail.address;

import java.util.Optional;
import org.posthorn.mail.Parsed;

/// The argument of `RCPT TO`: a mailbox, or a bare name: `<postmaster>`, which every server takes (RFC 5321 §4.5.1),
/// and on
/// submission any local name, which gets the default domain.
///
/// @param localPart the name
/// @param host      empty for a bare name
public record ForwardPath(LocalPart localPart, Optional<Host> host) {

    public static ForwardPath of(MailboxAddress mailbox) {
        return new ForwardPath(mailbox.localPart(), Optional.of(mailbox.host()));
    }

    /// Reads the form without brackets, a bare name or a mailbox.
    public static Parsed<ForwardPath> parse(String text) {
        return switch (MailboxAddress.parse(text)) {
            case Parsed.Ok<MailboxAddress>(var mailbox) -> Parsed.ok(of(mailbox));
            case Parsed.Malformed<MailboxAddress>(var reason) ->
                LocalPart.parse(text) instanceof Parsed.Ok<LocalPart>(var name)
                        ? Parsed.ok(new ForwardPath(name, Optional.empty()))
                        : Parsed.malformed(reason);
        };
    }

    public boolean isBare() {
        return host.isEmpty();
    }

    /// Whether this is `<postmaster>` without a domain, in any case of letters.
    public boolean isBarePostmaster() {
        return isBare() && localPart.value().equalsIgnoreCase("postmaster");
    }

    /// The mailbox; empty for a bare name.
    public Optional<MailboxAddress> mailbox() {
        return host.map(h -> new MailboxAddress(localPart, h));
    }

    /// The mailbox, with `defaultDomain` behind a bare name.
    public MailboxAddress mailbox(Domain defaultDomain) {
        return new MailboxAddress(localPart, host.orElse(defaultDomain));
    }

    public boolean needsSmtpUtf8() {
        return !localPart.isAscii();
    }

    /// With brackets, as in the command.
    public String bracketed() {
        return "<" + this + ">";
    }

    @Override
    public String toString() {
        return host.map(h -> localPart + "@" + h).orElse(localPart.toString());
    }
}
