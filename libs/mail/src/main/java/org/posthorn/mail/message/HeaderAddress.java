package org.posthorn.mail.message;

import java.util.List;
import java.util.Optional;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.MailboxAddress;

/// One entry of an address field such as `From` or `To` (RFC 5322 §3.4). What people wrote there need not be an address
/// that
/// mail can be sent to.
public sealed interface HeaderAddress {

    /// What is shown before the address or group, decoded; empty text without one.
    String displayName();

    /// A mailbox.
    ///
    /// @param name      as written, without quotes, encoded words not decoded; empty without one
    /// @param localPart as written, quotes kept; may be empty
    /// @param domain    as written; empty when there was no `@`
    record Mailbox(Optional<String> name, String localPart, String domain) implements HeaderAddress {

        public static Mailbox of(MailboxAddress address) {
            return new Mailbox(
                    Optional.empty(),
                    address.localPart().toString(),
                    address.host().toString());
        }

        public static Mailbox of(String name, MailboxAddress address) {
            return new Mailbox(
                    Optional.of(name).filter(n -> !n.isBlank()),
                    address.localPart().toString(),
                    address.host().toString());
        }

        @Override
        public String displayName() {
            return name.map(EncodedWords::decode).orElse("");
        }

        /// `local-part@domain`, as written.
        public String address() {
            return domain.isEmpty() ? localPart : localPart + "@" + domain;
        }

        /// As an address that mail can be sent to, when it is one.
        public Optional<MailboxAddress> mailbox() {
            return MailboxAddress.parse(address()) instanceof Parsed.Ok<MailboxAddress>(var mailbox)
                    ? Optional.of(mailbox)
                    : Optional.empty();
        }
    }

    /// A named group, `undisclosed-recipients:;`.
    record Group(String name, List<Mailbox> members) implements HeaderAddress {
        @Override
        public String displayName() {
            return EncodedWords.decode(name);
        }
    }
}
