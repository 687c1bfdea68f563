package org.posthorn.allinone.prove;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/// Who writes to whom, and the settings under which it can be shown within minutes that all of it ends.
final class World {
    static final String DOMAIN = "prove.test";
    static final String PASSWORD = "numbered messages";
    static final String STRANGER = "stranger@elsewhere.test";
    static final List<String> ACCOUNTS =
            IntStream.rangeClosed(1, 8).mapToObj(i -> "u" + i + "@" + DOMAIN).toList();
    /// Domains of remote servers.
    static final List<String> REMOTES =
            IntStream.rangeClosed(1, 6).mapToObj(i -> "r" + i + ".remote.test").toList();

    static final List<String> SETTINGS = List.of(
            "mail.domain=" + DOMAIN,
            "policy.instance=prove",
            "credits.price=" + Verdict.PRICE,
            "credits.initial=1000000",
            "limits.messages-per-day=-1",
            "limits.account-messages-per-day=-1",
            "limits.account-recipients-per-day=-1",
            "delivery.first-retry=1s",
            "delivery.longest-retry=5s",
            "delivery.connect-timeout=5s",
            "delivery.greeting-timeout=10s",
            "delivery.command-timeout=10s",
            "delivery.data-start-timeout=10s",
            "delivery.data-end-timeout=10s",
            "delivery.mta-sts=false",
            "delivery.tls-reports=false",
            "evidence.longest-wait=20s");

    private World() {}

    /// How a remote server treats a recipient, which its name says.
    enum Manner {
        /// Takes it.
        OK,
        /// Takes it at the second try.
        LATE,
        /// Takes it, and the connection breaks before the reply, once.
        LOST,
        /// Refuses it for good.
        NO;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Most take mail.
        static Manner draw(Random random) {
            int n = random.nextInt(100);
            return n < 80 ? OK : n < 88 ? LATE : n < 94 ? LOST : NO;
        }

        static Manner of(String recipient) {
            var word = recipient.substring(0, Math.max(recipient.indexOf('-'), 0));
            for (var manner : values()) {
                if (manner.name().equalsIgnoreCase(word)) {
                    return manner;
                }
            }
            return OK;
        }
    }
}
