package org.posthorn.runtime.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How senders are checked: SPF, DKIM, DMARC, ARC, reverse DNS.
@Group(prefix = "evidence", doc = "Checking of senders.")
public record EvidenceSettings(
        @Setting(
                value = "2s",
                doc = "How long the evidence about a message may take before it waits apart from the others, in"
                        + " `mail.waiting`.")
        Duration deadline,

        @Setting(
                value = "5m",
                doc = "How long a message may wait there for the DNS; then it is judged without the missing answers.")
        Duration longestWait,

        @Setting(
                value = "5s",
                doc = "How long the evidence may take while the client waits, for domains that refuse forgeries in the"
                        + " session; what is late is accepted, and judged afterwards.")
        Duration sessionDeadline,

        @Setting(
                doc = "Domains whose ARC seal is believed: mail that they pass on is not filed as junk because of"
                        + " DMARC.")
        List<String> trustedSealers,

        @Setting(
                doc = "A newer public suffix list than the one that Posthorn brings, such as"
                        + " `/usr/share/publicsuffix/public_suffix_list.dat`.")
        Optional<Path> publicSuffixList) {}
