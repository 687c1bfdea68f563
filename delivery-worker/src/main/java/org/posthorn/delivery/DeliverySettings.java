package org.posthorn.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.posthorn.delivery.attempt.Lanes;
import org.posthorn.delivery.nexthop.NextHopSettings;
import org.posthorn.delivery.nexthop.Routes;
import org.posthorn.delivery.nexthop.SiteRules;
import org.posthorn.delivery.queue.DoubtRule;
import org.posthorn.delivery.queue.RetrySchedule;
import org.posthorn.delivery.transport.Opening.Credentials;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.delivery.transport.Timeouts;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// How mail leaves.
@Group(prefix = "delivery", doc = "How mail leaves: next hops, retries, limits and time-outs.")
public record DeliverySettings(
        @Setting(
                doc = "Fixed next hops instead of MX, as `domain=host:port`: `.example.com` is everything below it,"
                        + " `*` everything else (a smarthost).")
        Map<String, String> routes,

        @Setting(doc = "The login at the smarthost (the `*` route).")
        Optional<String> smarthostUser,

        @Setting(doc = "Its password.", secret = true) Optional<String> smarthostPassword,

        @Setting(
                value = "verified",
                doc = "TLS with the smarthost when there is a login: `verified` (required, with a valid certificate),"
                        + " `if-offered` or `never`. Without a login it is `if-offered`.")
        Tls smarthostTls,

        @Setting(value = "any", doc = "Addresses to connect to: `any`, `ipv4` or `ipv6`.")
        NextHopSettings.Family addressFamily,

        @Setting(
                value = "true",
                doc = "Check servers against the TLSA records of signed zones (DANE); needs a validating DNS server.")
        boolean dane,

        @Setting(value = "true", doc = "Fetch and keep the MTA-STS policies of domains that have one.")
        boolean mtaSts,

        @Setting(value = "true", doc = "Tell domains that ask for it each day how TLS with their servers went.")
        boolean tlsReports,

        @Setting(value = "5m", doc = "The wait before the second attempt; it doubles with each one after.")
        Duration firstRetry,

        @Setting(value = "4h", doc = "The longest wait between two attempts.")
        Duration longestRetry,

        @Setting(value = "5d", doc = "How long a message is tried before its sender gets it back.")
        Duration queueLifetime,

        @Setting(
                value = "4h",
                doc = "When a message has waited so long, its sender is told once that it is late, unless he asked for"
                        + " other notices (NOTIFY). 0 never tells.")
        Duration delayNotice,

        @Setting(
                value = "retry",
                doc = "What to do with mail that may have arrived already, because the reply to its end was lost or a"
                        + " worker died: `retry` (a duplicate is possible) or `hold` for an operator.")
        DoubtRule inDoubt,

        @Setting(
                value = "20",
                doc = "Connections of one worker to one site (the domains with the same mail exchangers) at a time.")
        int connectionsPerNextHop,

        @Setting(value = "20", doc = "Connections of one worker to the server of one route at a time.")
        int connectionsPerRoute,

        @Setting(
                doc = "Limits of single sites by mail exchanger, any of `connections`, `messages` (on one connection)"
                        + " and `rate` (`/s`, `/m`, `/h` or `/d`), for each worker:"
                        + " `mx.example.com=connections:5 messages:20 rate:600/m`. `.example.com` is all exchangers"
                        + " below it, as one site.")
        Map<String, String> sites,

        @Setting(value = "100", doc = "Messages on one connection before it is closed.")
        int messagesPerConnection,

        @Setting(value = "10s", doc = "How long a connection is kept ready for the next message.")
        Duration connectionIdle,

        @Setting(value = "2000", doc = "Messages that one worker has in its hands at a time.")
        int concurrentMessages,

        @Setting(
                value = "8",
                doc =
                        "Loops that read from Kafka in one worker; each is a member of the share group. While one waits for"
                                + " the attempts of its records, another takes what comes.")
        int readers,

        @Setting(
                value = "3s",
                doc = "How long a first attempt may hold up the records that were read together with it; a longer one"
                        + " goes on from the queue in the database. 20 s at most.")
        Duration patience,

        @Setting(value = "30s", doc = "Time-out for a TCP connection, and for a TLS handshake.")
        Duration connectTimeout,

        @Setting(value = "5m", doc = "Time-out for the server's greeting.")
        Duration greetingTimeout,

        @Setting(value = "5m", doc = "Time-out for the reply to EHLO, MAIL, RCPT and others.")
        Duration commandTimeout,

        @Setting(value = "2m", doc = "Time-out for the reply to DATA.")
        Duration dataStartTimeout,

        @Setting(value = "3m", doc = "Time-out for each 64 KiB of content to leave.")
        Duration dataBlockTimeout,

        @Setting(value = "10m", doc = "Time-out for the reply to the end of the content.")
        Duration dataEndTimeout) {
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(20);

    Timeouts timeouts() {
        return new Timeouts(
                connectTimeout, greetingTimeout, commandTimeout, dataStartTimeout, dataBlockTimeout, dataEndTimeout);
    }

    /// Well within the lock on the records.
    Duration effectivePatience() {
        return patience.compareTo(LONGEST_PATIENCE) > 0 ? LONGEST_PATIENCE : patience;
    }

    RetrySchedule schedule() {
        return new RetrySchedule(firstRetry, longestRetry, queueLifetime);
    }

    Routes nextHopRoutes() {
        return new Routes(routes);
    }

    SiteRules siteRules() {
        return new SiteRules(sites);
    }

    Lanes.Limits laneLimits() {
        return new Lanes.Limits(connectionsPerNextHop, connectionsPerRoute, messagesPerConnection);
    }

    Optional<Credentials> smarthostLogin() {
        return smarthostUser.map(user -> new Credentials(user, smarthostPassword.orElse("")));
    }

    Tls effectiveSmarthostTls() {
        return smarthostUser.isPresent() ? smarthostTls : Tls.IF_OFFERED;
    }
}
