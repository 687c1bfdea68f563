package org.posthorn.policy.lists;

import java.util.Optional;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.IpNetwork;
import org.posthorn.mail.address.MailboxAddress;

/// What an entry is about, in the one spelling by which it is looked up.
///
/// @param text `spammer@example.com`, `*@spammydomain.com`, `192.168.1.100` or `10.0.0.0/8`
/// @param includeSubdomains for a domain: its subdomains too
record Subject(String text, Kind kind, boolean includeSubdomains) {
    /// Half of the Internet is more than anybody means to block.
    private static final int WIDEST_V4 = 8;

    private static final int WIDEST_V6 = 16;
    private static final int LONGEST = 600;
    private static final String ONLY_DOMAINS = "Only a domain has subdomains: write *@example.com";

    enum Kind {
        EMAIL("email"),
        DOMAIN("domain"),
        IP("ip");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        /// As the documents' log lines call it.
        String spoken() {
            return this == IP ? "IP" : "email";
        }
    }

    /// Reads what people write: an address, `*@domain`, `@domain`, `*@*.domain` or `@.domain` (with its subdomains), an
    /// IP address or a network.
    static Parsed<Subject> parse(String written, boolean includeSubdomains) {
        var text = written.strip();
        if (text.length() > LONGEST) {
            return Parsed.malformed("The entry is too long");
        }
        if (text.startsWith("*@") || text.startsWith("@")) {
            return domain(text.substring(text.indexOf('@') + 1), includeSubdomains);
        }
        if (text.indexOf('@') >= 0) {
            return includeSubdomains
                    ? Parsed.malformed(ONLY_DOMAINS)
                    : MailboxAddress.parse(text).map(Subject::email);
        }
        return switch (IpNetwork.parse(text)) {
            case Parsed.Ok<IpNetwork>(var network) -> network(network, includeSubdomains);
            case Parsed.Malformed<IpNetwork> _ ->
                Parsed.malformed("Write an address, *@example.com, an IP address, or a network such as 192.0.2.0/24");
        };
    }

    private static Subject email(MailboxAddress address) {
        return new Subject(address.key(), Kind.EMAIL, false);
    }

    private static Parsed<Subject> domain(String text, boolean includeSubdomains) {
        boolean below = text.startsWith("*.") || text.startsWith(".");
        var name = below ? text.substring(text.indexOf('.') + 1) : text;
        return Domain.parse(name)
                .map(domain -> new Subject("*@" + domain.ascii(), Kind.DOMAIN, includeSubdomains || below));
    }

    private static Parsed<Subject> network(IpNetwork network, boolean includeSubdomains) {
        if (includeSubdomains) {
            return Parsed.malformed(ONLY_DOMAINS);
        }
        return network.prefixLength() < (network.isV4() ? WIDEST_V4 : WIDEST_V6)
                ? Parsed.malformed("The network is too wide: a /8 is the widest, in IPv6 a /16")
                : Parsed.ok(new Subject(network.toString(), Kind.IP, false));
    }

    /// The network, for the column that finds it by an address.
    Optional<String> network() {
        return kind == Kind.IP ? Optional.of(text) : Optional.empty();
    }
}
