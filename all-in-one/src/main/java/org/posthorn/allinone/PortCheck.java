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

    private record Port(int number, String purpose, String setting) {}

    static PortCheck of(Settings settings) {
        var ports = new ArrayList<Port>();
        var services = settings.get(ServiceAddresses.class);
        var smtp = settings.get(SmtpSettings.class);
        ports.add(new Port(web(settings).port(), "the web address", "--gateway.listen=:PORT"));
        settings.get(GatewaySettings.class)
                .httpsListen()
                .ifPresent(https ->
                        ports.add(new Port(https.port(), "the encrypted web address", "--gateway.https-listen=:PORT")));
        ports.add(new Port(smtp.port(), "mail from other servers", "--smtp.port=PORT"));
        smtp.submissionPort().ifPresent(port -> ports.add(new Port(port, "submission", "--smtp.submission-port=PORT")));
        smtp.submissionsPort()
                .ifPresent(port -> ports.add(new Port(port, "submission over TLS", "--smtp.submissions-port=PORT")));
        ports.add(new Port(services.ingressListen().port(), "the ingress's API", "--services.ingress-listen"));
        ports.add(new Port(services.policyListen().port(), "the policy API", "--services.policy-listen"));
        ports.add(new Port(services.mailboxListen().port(), "the mailbox API", "--services.mailbox-listen"));
        ports.add(new Port(services.deliveryListen().port(), "the delivery API", "--services.delivery-listen"));
        ports.add(new Port(services.gatewayListen().port(), "the gateway's API", "--services.gateway-listen"));
        var imap = settings.get(ImapSettings.class);
        ports.add(new Port(imap.port(), "IMAP", "--imap.port"));
        ports.add(new Port(imap.tlsPort(), "IMAP over TLS", "--imap.tls-port"));
        var pop3 = settings.get(Pop3Settings.class);
        ports.add(new Port(pop3.port(), "POP3", "--pop3.port"));
        ports.add(new Port(pop3.tlsPort(), "POP3 over TLS", "--pop3.tls-port"));
        return new PortCheck(ports);
    }

    /// Where the web mail and administration listen.
    static HostPort web(Settings settings) {
        return settings.get(GatewaySettings.class).listen();
    }

    /// Refuses the first port that another process has, or that two settings name.
    void requireFree() {
        var seen = new HashMap<Integer, Port>();
        for (var port : ports) {
            if (port.number() == 0) {
                continue;
            }
            var other = seen.putIfAbsent(port.number(), port);
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
            LoopbackPorts.requireFree(port.number(), port.purpose(), port.setting());
        }
    }
}
