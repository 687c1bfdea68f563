package org.posthorn.mailbox.account;

import java.util.Locale;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.LocalPart;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.runtime.http.Refusal;

/// Addresses as they are stored and looked up: the local part in lower case, the domain as A-labels in lower case.
final class Addresses {
    private final String defaultDomain;

    Addresses(String defaultDomain) {
        this.defaultDomain = domain(defaultDomain);
    }

    String defaultDomain() {
        return defaultDomain;
    }

    /// An address, or a bare name in the default domain.
    ///
    /// @throws Refusal when it is neither
    String read(String text) {
        var stripped = text.strip();
        var whole = stripped.indexOf('@') < 0 ? stripped + "@" + defaultDomain : stripped;
        return switch (MailboxAddress.parse(whole)) {
            case Parsed.Ok<MailboxAddress>(var address) when address.domain().isPresent() -> key(address);
            case Parsed.Ok<MailboxAddress> _ ->
                throw Refusal.badRequest("\"" + text + "\" is not an address: its domain is missing.");
            case Parsed.Malformed<MailboxAddress>(var reason) ->
                throw Refusal.badRequest("\"" + text + "\" is not an address: " + reason + ".");
        };
    }

    private static String key(MailboxAddress address) {
        var domain = address.domain().map(Domain::ascii).orElse("");
        return new LocalPart(address.localPart().key()) + "@" + domain.toLowerCase(Locale.ROOT);
    }

    static String domain(String text) {
        return switch (Domain.parse(text.strip())) {
            case Parsed.Ok<Domain>(var domain) -> domain.ascii().toLowerCase(Locale.ROOT);
            case Parsed.Malformed<Domain>(var reason) ->
                throw Refusal.badRequest("\"" + text + "\" is not a domain: " + reason + ".");
        };
    }

    static String domainOf(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }
}
