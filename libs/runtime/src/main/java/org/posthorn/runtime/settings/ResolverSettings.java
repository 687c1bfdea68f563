package org.posthorn.runtime.settings;

import java.time.Duration;
import java.util.List;

/// How the DNS is asked by every service that asks it.
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
        boolean trustAuthenticated) {}
