package org.posthorn.ingress.session;

import java.util.Set;
import org.posthorn.events.AccountId;
import org.posthorn.mail.address.MailboxAddress;

/// Who logged in.
///
/// @param address   the primary address
/// @param addresses every address that it may send as, as lookup keys; `*@domain` is a whole domain
public record Login(AccountId account, String address, Set<String> addresses) {
    /// Whether it may send as an address: its own, one that it was granted, with a subaddress or without, or one of a
    /// domain that it was granted whole.
    public boolean owns(MailboxAddress sender) {
        return addresses.contains(sender.key())
                || addresses.contains(sender.withoutTag('+').key())
                || addresses.contains("*@" + sender.host());
    }
}
