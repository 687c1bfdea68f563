package org.posthorn.delivery;

import java.time.Duration;
import java.util.List;
import org.posthorn.mailauth.dns.DnsSettings;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// How delivery asks the DNS.
@Group(prefix = "dns", doc = "How the DNS is asked.")
public record ResolverSettings(
        @Setting(doc = "Recursive servers, as `192.0.2.1` or `192.0.2.1:5353`; the system's when empty.")
        List<String> servers,

        @Setting(value = "2s", doc = "How long one server may take for one try.")
        Duration timeout,

        @Setting(value = "2", doc = "Rounds over all servers before a look-up has failed.")
        int tries,

        @Setting(value = "20000", doc = "Answers that are kept, for each record type.")
        int cacheEntries,

        @Setting(
                value = "false",
                doc = "Believe these servers when they say that an answer was validated (DNSSEC). A server on"
                        + " loopback is always believed.")
        boolean trustAuthenticated) {

    DnsSettings dns() {
        var usual = DnsSettings.withServers(
                servers.stream().map(DnsSettings::parseServer).toList());
        return new DnsSettings(
                usual.servers(),
                timeout,
                tries,
                usual.concurrentQueries(),
                cacheEntries,
                usual.longestTtl(),
                usual.longestNegativeTtl(),
                usual.failureTtl(),
                trustAuthenticated,
                usual.specialUseLocally());
    }
}
