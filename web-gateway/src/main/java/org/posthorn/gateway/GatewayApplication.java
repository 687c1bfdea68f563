package org.posthorn.gateway;

import org.posthorn.runtime.service.Main;

/// Runs web-gateway alone.
public final class GatewayApplication {
    private GatewayApplication() {}

    public static void main(String[] arguments) {
        Main.run(
                "gateway",
                arguments,
                settings -> settings.get(GatewaySettings.class).listen());
    }
}
