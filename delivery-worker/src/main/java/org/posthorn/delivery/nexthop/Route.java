package org.posthorn.delivery.nexthop;

import java.util.Locale;
import org.posthorn.runtime.settings.HostPort;

/// A fixed next hop: `host`, `host:port` or `[2001:db8::1]:25`, port 25 when none is given.
public record Route(String host, int port) {
    private static final int SMTP = 25;

    /// @throws IllegalArgumentException with a sentence for the operator
    public static Route parse(String text) {
        var target = text.strip();
        var bracket = target.indexOf(']');
        if (target.startsWith("[") && bracket == target.length() - 1) {
            return new Route(target.substring(1, bracket), SMTP);
        }
        if (target.indexOf(':') < 0) {
            return new Route(target.toLowerCase(Locale.ROOT), SMTP);
        }
        var address = HostPort.parse(target);
        return new Route(address.host(), address.port());
    }
}
