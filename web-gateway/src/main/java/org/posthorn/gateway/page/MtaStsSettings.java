package org.posthorn.gateway.page;

import java.time.Duration;
import java.util.List;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// Our own MTA-STS policy (RFC 8461).
@Group(
        prefix = "mta-sts",
        doc = "The MTA-STS policy that `/.well-known/mta-sts.txt` tells other servers, at `https://mta-sts.DOMAIN`.")
public record MtaStsSettings(
        @Setting(
                value = "none",
                doc = "`enforce`: other servers send only under TLS with a valid certificate; `testing`: they report"
                        + " failures; `none`: no policy.")
        Mode mode,

        @Setting(doc = "The mail exchangers of our domains, `*.example.com` too; our host name when empty.")
        List<String> exchangers,

        @Setting(value = "7d", doc = "How long others keep the policy.")
        Duration maxAge) {

    /// What others do about failures.
    public enum Mode {
        ENFORCE,
        TESTING,
        NONE
    }
}
