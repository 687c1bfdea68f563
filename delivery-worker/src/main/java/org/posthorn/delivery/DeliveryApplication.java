package org.posthorn.delivery;

import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.service.Main;

/// Starts delivery-worker alone.
public final class DeliveryApplication {
    private DeliveryApplication() {}

    public static void main(String[] arguments) {
        Main.run(
                "delivery",
                arguments,
                settings -> settings.get(ServiceAddresses.class).deliveryListen());
    }
}
