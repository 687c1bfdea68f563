package org.posthorn.gateway.client;

import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.http.ServiceClient;

/// What is asked of smtp-ingress: whether it is there.
public final class IngressClient {
    private final ServiceClient ingress;

    public IngressClient(ServiceClient ingress) {
        this.ingress = ingress;
    }

    /// @throws ServiceError when it does not answer, or is not ready
    public void ready() {
        ingress.get("/health/ready", Health.Report.class);
    }
}
