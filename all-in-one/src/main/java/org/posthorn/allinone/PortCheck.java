package org.posthorn.allinone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.posthorn.embedded.CannotStart;
import org.posthorn.embedded.LoopbackPorts;
import org.posthorn.gateway.GatewaySettings;
import org.posthorn.ingress.SmtpSettings;
import org.posthorn.mailbox.imap.ImapSettings;
import org.posthorn.mailbox.pop3.Pop3Settings;
import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;

/// Looks at every port that will be needed before anything starts, so that the sentence about a taken one comes at once
/// and names its setting.
final class PortCheck {
    /// Settings whose value is a port.
    static final List<String> PORT_SETTINGS = List.of(
            "embedded.kafka-port",
            "embedded.kafka-controller-port",
            "embedded.postgres-port",
            "smtp.port",
            "smtp.submission-port",
            "smtp.submissions-port",
            "imap.port",
            "imap.tls-port",
            "pop3.port",
            "pop3.tls-port");

    /// Settings whose value is an address to listen on.
    static final List<String> LISTENER_SETTINGS = List.of(
            "services.ingress-listen",
            "services.policy-listen",
            "services.mailbox-listen",
            "services.delivery-listen",
            "services.gateway-listen",
            "gateway.listen",
            "gateway.https-listen");

    private final List<Port> ports;

    private PortCheck(List<Port> ports) {
        this.ports = List.copyOf(ports);
    }

    /// @param embedded whether a server inside an all-in-one opens it, which looks itself: the one of a killed process
    /// may
    ///     still have it for a moment
    private record Port(int number, String purpose, String setting, boolean embedded) {
        Port(int number, String purpose, String setting) {
            this(number, purpose, setting, false);
        }
    }

    static PortCheck of(Settings settings) {
        var ports = new ArrayList<Port>();
        var services = settings.get(ServiceAddresses.class);
        var smtp = settings.get(SmtpSettings.class);
        var embedded = settings.get(EmbeddedSettings.class);
        ports.add(new Port(embedded.kafkaPort(), "Kafka", "--embedded.kafka-port=PORT", true));
        ports.add(new Port(
                embedded.kafkaControllerPort(), "Kafka's controller", "--embedded.kafka-controller-port=PORT", true));
        ports.add(new Port(embedded.postgresPort(), "PostgreSQL", "--embedded.postgres-port=PORT", true));
        ports.add(new Port(web(settings).port(), "the web address", "--gateway.listen=:PORT"));
        settings.get(GatewaySettings.class)
                .httpsListen()
                .ifPresent(https ->
                        ports.add(new Port(https.port(), "the encrypted web address", "--gateway.https-listen=:PORT")));
        ports.add(new Port(smtp.port(), "mail from other servers", "--smtp.port=PORT"));
        smtp.submissionPort().ifPresent(port -> ports.add(new Port(port, "submission", "--smtp.submission-port=PORT")));
        smtp.submissionsPort()
                .ifPresent(port -> ports.add(new Port(port, "submission over TLS", "--smtp.submissions-port=PORT")));
        ports.add(
                new Port(services.ingressListen().port(), "the ingress's API", "--services.ingress-listen=HOST:PORT"));
        ports.add(new Port(services.policyListen().port(), "the policy API", "--services.policy-listen=HOST:PORT"));
        ports.add(new Port(services.mailboxListen().port(), "the mailbox API", "--services.mailbox-listen=HOST:PORT"));
        ports.add(
                new Port(services.deliveryListen().port(), "the delivery API", "--services.delivery-listen=HOST:PORT"));
        ports.add(
                new Port(services.gatewayListen().port(), "the gateway's API", "--services.gateway-listen=HOST:PORT"));
        var imap = settings.get(ImapSettings.class);
        ports.add(new Port(imap.port(), "IMAP", "--imap.port=PORT"));
        ports.add(new Port(imap.tlsPort(), "IMAP over TLS", "--imap.tls-port=PORT"));
        var pop3 = settings.get(Pop3Settings.class);
        ports.add(new Port(pop3.port(), "POP3", "--pop3.port=PORT"));
        ports.add(new Port(pop3.tlsPort(), "POP3 over TLS", "--pop3.tls-port=PORT"));
        return new PortCheck(ports);
    }

    /// Where the web mail and administration listen.
    static HostPort web(Settings settings) {
        return settings.get(GatewaySettings.class).listen();
    }

    /// Refuses two settings that name one port.
    void requireDifferent() {
        var seen = new HashMap<Integer, Port>();
        for (var port : ports) {
            var other = port.number() == 0 ? null : seen.putIfAbsent(port.number(), port);
            if (other != null) {
                throw new CannotStart(
                        CannotStart.Reason.BAD_SETTINGS,
                        "Port %d is wanted for %s and for %s; change %s or %s."
                                .formatted(
                                        port.number(),
                                        other.purpose(),
                                        port.purpose(),
                                        other.setting(),
                                        port.setting()));
            }
        }
    }

    /// Refuses the first port that another process has.
    void requireFree() {
        ports.stream()
                .filter(port -> port.number() != 0 && !port.embedded())
                .forEach(port -> LoopbackPorts.requireFree(port.number(), port.purpose(), port.setting()));
    }
}
