package org.posthorn.runtime.scan;

import java.time.Duration;
import java.util.Optional;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Setting;
import org.posthorn.runtime.settings.Size;

/// Settings of the content scanners.
@Group(
        prefix = "scan",
        doc = "Content scanners. Mail that comes in is scanned, and mail of our own accounts too; without an address of"
                + " a scanner it is not asked.")
public record ScanSettings(
        @Setting(doc = "Rspamd's normal worker, such as `http://127.0.0.1:11333`.")
        Optional<String> rspamd,

        @Setting(doc = "The password of Rspamd's worker, where it wants one.", secret = true)
        Optional<String> rspamdPassword,

        @Setting(doc = "ClamAV's daemon (clamd with `TCPSocket`), such as `127.0.0.1:3310`.")
        Optional<HostPort> clamav,

        @Setting(
                value = "4s",
                doc = "How long the scanners may take for a message before it waits apart from the others, in"
                        + " `mail.waiting`.")
        Duration deadline,

        @Setting(
                value = "5s",
                doc = "How long they may take while the client waits, for domains that refuse spam and viruses in the"
                        + " session; what is late is accepted, and judged afterwards.")
        Duration sessionDeadline,

        @Setting(value = "30s", doc = "How long they may take for a message that waits, each time it is tried.")
        Duration waitingDeadline,

        @Setting(
                value = "10m",
                doc = "How long a message waits for a scanner that does not answer; then it goes on unscanned.")
        Duration longestWait,

        @Setting(
                value = "deliver",
                doc = "What becomes of a message that could not be scanned: `deliver` (the trace says so) or `hold` (in"
                        + " the quarantine).")
        Unscanned unscanned,

        @Setting(value = "25MB", doc = "Larger messages are not scanned. ClamAV's `StreamMaxLength` must not be less.")
        Size largest) {

    /// What becomes of a message that could not be scanned.
    public enum Unscanned {
        DELIVER,
        HOLD
    }
}
