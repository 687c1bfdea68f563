package org.posthorn.ingress;

import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.service.Main;

/// The SMTP server as a process of its own.
public final class IngressApplication {
    private IngressApplication() {}

    public static void main(String[] arguments) {
        Main.run(
                "ingress",
                arguments,
                settings -> settings.get(ServiceAddresses.class).ingressListen());
    }
}
