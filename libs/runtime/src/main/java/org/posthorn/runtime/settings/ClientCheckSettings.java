package org.posthorn.runtime.settings;

import java.time.Duration;
import java.util.List;

/// How clients on the MX port are looked at before they send anything.
@Group(
        prefix = "checks",
        doc = "Checks of clients on the MX port. Networks that may relay, and this machine, are free.")
public record ClientCheckSettings(
        @Setting(
                value = "note",
                doc =
                        "The name that a client calls itself must be a full domain name or an address in brackets, and not"
                                + " ours: `off`, `note` (in the trace) or `refuse`.")
        Check helo,

        @Setting(
                value = "note",
                doc = "A client's address must have a name that leads back to it: `off`, `note` or `refuse`.")
        Check reverseDns,

        @Setting(value = "note", doc = "A client must not be on one of the lists: `off`, `note` or `refuse`.")
        Check dnsbl,

        @Setting(
                doc =
                        "The lists to ask (DNSBL), such as `zen.spamhaus.org, bl.spamcop.net`; at most 10. Mind their terms"
                                + " of use: most serve only those who ask with a resolver of their own.",
                env = "DNSBL_ZONES")
        List<String> dnsblZones,

        @Setting(value = "3s", doc = "How long the DNS may take; what it does not say in time refuses nobody.")
        Duration deadline) {

    /// What becomes of a client that fails a check.
    public enum Check {
        OFF,
        /// It is seen in the trace, as evidence.
        NOTE,
        /// It is refused at MAIL.
        REFUSE
    }

    /// The lists that are asked.
    public List<String> zones() {
        return dnsbl == Check.OFF ? List.of() : dnsblZones;
    }
}
