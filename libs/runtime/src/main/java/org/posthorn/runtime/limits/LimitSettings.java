package org.posthorn.runtime.limits;

import java.util.List;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// What senders and clients may do. A limit of its own for a network, a domain, an address or an account is set with
/// `mailctl limits set` or at `/admin/limits`.
@Group(prefix = "limits", doc = "How much senders and clients may do; -1 is without limit.")
public record LimitSettings(
        @Setting(value = "10", doc = "The most connections of one client address to the MX port in any 60 minutes.")
        long connectionsPerHour,

        @Setting(
                value = "100",
                doc = "The most messages from one sender address in any 24 hours, on the MX port. Notifications, which"
                        + " have no sender, are free.")
        long messagesPerDay,

        @Setting(value = "100", doc = "The most messages that an account submits in any 24 hours.")
        long accountMessagesPerDay,

        @Setting(
                value = "200",
                doc = "The most recipients in any 24 hours to whom an account had not written in the 24 hours before.")
        long accountRecipientsPerDay,

        @Setting(value = "100", doc = "The most wrong passwords of one client address at AUTH in any 60 minutes.")
        long failedLoginsPerHour,

        @Setting(
                value = "127.0.0.0/8,::1",
                doc = "Networks (CIDR) of clients to whom no limit applies; `mail.trusted-networks` are free too.")
        List<String> exemptNetworks,

        @Setting(
                value = "100000",
                doc = "The most clients, senders and accounts that are counted of each kind; past it those that were"
                        + " quiet for the longest time are forgotten.")
        int tracked) {

    /// The limit of a kind where nothing else is set.
    public long of(LimitKind kind) {
        return switch (kind) {
            case CONNECTION -> connectionsPerHour;
            case MESSAGE -> messagesPerDay;
            case SUBMISSION -> accountMessagesPerDay;
            case RECIPIENT -> accountRecipientsPerDay;
            case FAILED_LOGIN -> failedLoginsPerHour;
        };
    }
}
