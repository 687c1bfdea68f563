package org.posthorn.policy;

import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.service.Main;

/// Runs policy-service alone.
public final class PolicyApplication {
    private PolicyApplication() {}

    /// @param arguments `--config=FILE` and settings as `--key=value`
    public static void main(String[] arguments) {
        Main.run(
                "policy",
                arguments,
                settings -> settings.get(ServiceAddresses.class).policyListen());
    }
}
