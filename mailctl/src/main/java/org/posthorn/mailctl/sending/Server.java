package org.posthorn.mailctl.sending;

import java.util.Optional;
import org.posthorn.mailctl.Installation;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.settings.HostPort;

/// Where the SMTP listeners are.
public final class Server {
    private static final String HERE = "127.0.0.1";

    private Server() {}

    static HostPort mx(Installation installation, Optional<String> named) {
        return of(named, installation.listening("smtp.port"), 2525);
    }

    /// The port that is encrypted from the first octet.
    public static HostPort submissions(Installation installation, Optional<String> named) {
        return of(named, installation.listening("smtp.submissions-port"), 1465);
    }

    private static HostPort of(Optional<String> named, Optional<String> port, int otherwise) {
        try {
            return named.map(HostPort::parse)
                    .orElseGet(
                            () -> new HostPort(HERE, port.map(Integer::parseInt).orElse(otherwise)));
        } catch (IllegalArgumentException e) {
            throw new Failure("The server cannot be " + named.orElse("") + ": " + e.getMessage() + ".");
        }
    }
}
