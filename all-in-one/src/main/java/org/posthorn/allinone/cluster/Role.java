package org.posthorn.allinone.cluster;

import java.util.List;
import org.posthorn.delivery.DeliveryApplication;
import org.posthorn.gateway.GatewayApplication;
import org.posthorn.ingress.IngressApplication;
import org.posthorn.mailbox.MailboxApplication;
import org.posthorn.policy.PolicyApplication;

/// A kind of process, in the order of their starts: what others wait for comes first.
enum Role {
    MAILBOX("mailbox", MailboxApplication.class, 2, "services.mailbox-listen"),
    POLICY("policy", PolicyApplication.class, 2, "services.policy-listen"),
    DELIVERY("delivery", DeliveryApplication.class, 3, "services.delivery-listen"),
    INGRESS("ingress", IngressApplication.class, 2, "services.ingress-listen"),
    GATEWAY("gateway", GatewayApplication.class, 2, "services.gateway-listen");

    /// Its name in settings.
    final String service;

    final Class<?> main;
    final int replicas;

    /// The setting of its HTTP address.
    final String listen;

    Role(String service, Class<?> main, int replicas, String listen) {
        this.service = service;
        this.main = main;
        this.replicas = replicas;
        this.listen = listen;
    }

    /// The ports that it offers to people and their programs, by their settings.
    List<String> openPorts() {
        return switch (this) {
            case INGRESS -> List.of("smtp.port", "smtp.submission-port", "smtp.submissions-port");
            case MAILBOX -> List.of("imap.port", "imap.tls-port", "pop3.port", "pop3.tls-port");
            case GATEWAY -> List.of("gateway.listen");
            case POLICY, DELIVERY -> List.of();
        };
    }
}
