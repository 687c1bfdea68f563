package org.posthorn.ingress.listener;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;
import org.posthorn.runtime.metrics.Metrics;

/// What is counted of sessions and messages.
public final class IngressMetrics {
    private final Metrics metrics;
    private final Counter connections;
    private final Counter accepted;
    private final Counter refusedPermanently;
    private final Counter refusedForNow;
    private final Counter turnedAway;
    private final Counter loginsRight;
    private final Counter loginsWrong;
    private final Counter tlsSessions;
    private final DistributionSummary size;
    private final Timer acceptance;

    public IngressMetrics(Metrics metrics) {
        this.metrics = metrics;
        connections = metrics.counter("posthorn_ingress_connections_total", "Connections that were served.");
        turnedAway = metrics.counter("posthorn_ingress_turned_away_total", "Connections over a limit.");
        accepted = metrics.counter("posthorn_ingress_accepted_total", "Messages we took responsibility for.");
        refusedPermanently =
                metrics.counter("posthorn_ingress_refused_total", "Refusals in sessions.", "kind", "permanent");
        refusedForNow = metrics.counter("posthorn_ingress_refused_total", "Refusals in sessions.", "kind", "transient");
        loginsRight = metrics.counter("posthorn_ingress_logins_total", "Logins.", "result", "right");
        loginsWrong = metrics.counter("posthorn_ingress_logins_total", "Logins.", "result", "refused");
        tlsSessions = metrics.counter("posthorn_ingress_tls_sessions_total", "Sessions that negotiated TLS.");
        size = metrics.summary("posthorn_ingress_message_octets", "Octets of accepted messages.");
        acceptance = metrics.timer(
                "posthorn_ingress_acceptance_seconds", "From the end of the content until the log has it.");
    }

    void gauge(String name, String help, Supplier<Number> value) {
        metrics.gauge(name, help, value);
    }

    void connected() {
        connections.increment();
    }

    void turnedAway() {
        turnedAway.increment();
    }

    void encrypted() {
        tlsSessions.increment();
    }

    void loggedIn(boolean right) {
        (right ? loginsRight : loginsWrong).increment();
    }

    void refused(boolean permanently) {
        (permanently ? refusedPermanently : refusedForNow).increment();
    }

    void accepted(long octets) {
        accepted.increment();
        size.record((double) octets);
    }

    Timer acceptance() {
        return acceptance;
    }
}
