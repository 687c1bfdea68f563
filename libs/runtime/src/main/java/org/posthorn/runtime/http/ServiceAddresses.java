package org.posthorn.runtime.http;

import java.net.URI;
import java.net.http.HttpClient;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Setting;

/// Where each service's HTTP API listens, and where the others find it.
@Group(prefix = "services", doc = "Where each service's HTTP API listens, and where the others find it.")
public record ServiceAddresses(
        @Setting(value = "127.0.0.1:8091", doc = "smtp-ingress listens here (health and metrics).")
        HostPort ingressListen,

        @Setting(value = "127.0.0.1:8092", doc = "policy-service listens here.")
        HostPort policyListen,

        @Setting(value = "127.0.0.1:8093", doc = "mailbox-service listens here.")
        HostPort mailboxListen,

        @Setting(value = "127.0.0.1:8094", doc = "delivery-worker listens here.")
        HostPort deliveryListen,

        @Setting(
                value = "127.0.0.1:8095",
                doc = "web-gateway listens here for the others (trace, health and metrics); its pages have listeners of"
                        + " their own, `gateway.listen` and `gateway.https-listen`, which serve `/health` besides and"
                        + " nothing else.")
        HostPort gatewayListen,

        @Setting(value = "http://127.0.0.1:8091", doc = "Where to find smtp-ingress.")
        String ingressUrl,

        @Setting(value = "http://127.0.0.1:8092", doc = "Where to find policy-service.")
        String policyUrl,

        @Setting(value = "http://127.0.0.1:8093", doc = "Where to find mailbox-service.")
        String mailboxUrl,

        @Setting(value = "http://127.0.0.1:8094", doc = "Where to find delivery-worker.")
        String deliveryUrl,

        @Setting(value = "http://127.0.0.1:8095", doc = "Where to find web-gateway's API.")
        String gatewayUrl) {

    /// A client of smtp-ingress.
    public ServiceClient ingress(HttpClient http, ServiceToken token, HttpSettings settings) {
        return new ServiceClient(http, URI.create(ingressUrl), token, settings.timeout());
    }

    /// A client of mailbox-service.
    public ServiceClient mailbox(HttpClient http, ServiceToken token, HttpSettings settings) {
        return new ServiceClient(http, URI.create(mailboxUrl), token, settings.timeout());
    }

    /// A client of policy-service.
    public ServiceClient policy(HttpClient http, ServiceToken token, HttpSettings settings) {
        return new ServiceClient(http, URI.create(policyUrl), token, settings.timeout());
    }

    /// A client of web-gateway.
    public ServiceClient gateway(HttpClient http, ServiceToken token, HttpSettings settings) {
        return new ServiceClient(http, URI.create(gatewayUrl), token, settings.timeout());
    }

    /// A client of delivery-worker.
    public ServiceClient delivery(HttpClient http, ServiceToken token, HttpSettings settings) {
        return new ServiceClient(http, URI.create(deliveryUrl), token, settings.timeout());
    }
}
