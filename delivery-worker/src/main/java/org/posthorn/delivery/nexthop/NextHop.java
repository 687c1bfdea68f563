package org.posthorn.delivery.nexthop;

import java.util.List;
import org.posthorn.delivery.transport.MailServer;

/// Where to try, or why there is nowhere.
public sealed interface NextHop {
    /// At least one.
    ///
    /// @param site whose lane it is
    /// @param servers in the order in which to try them, as many of each family as one attempt may use
    /// @param policy of the domain about TLS, for reports
    record Servers(Site site, List<MailServer> servers, TlsPolicy policy) implements NextHop {
        public Servers {
            servers = List.copyOf(servers);
        }
    }

    /// There will be nowhere tomorrow either.
    ///
    /// @param status the enhanced status (RFC 3463, RFC 7505)
    /// @param reason a sentence for the sender
    record Nowhere(String status, String reason) implements NextHop {}

    /// Nobody could tell now.
    record Unknown(String status, String reason) implements NextHop {}
}
