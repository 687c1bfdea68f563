package org.posthorn.delivery.nexthop;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The configured routes. The most exact one wins: the domain, then `.parent` for all below it, then `*` for the rest
/// (a smarthost).
public final class Routes {
    private static final String ALL = "*";

    private final Map<String, Route> routes = new HashMap<>();

    public Routes(Map<String, String> configured) {
        configured.forEach(
                (domain, target) -> routes.put(domain.strip().toLowerCase(Locale.ROOT), Route.parse(target)));
    }

    Optional<Route> of(String domain) {
        var exact = routes.get(domain);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (var dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            var parent = routes.get(domain.substring(dot));
            if (parent != null) {
                return Optional.of(parent);
            }
        }
        return Optional.ofNullable(routes.get(ALL));
    }

    /// The route is the one for everything else.
    boolean isSmarthost(Route route) {
        return route.equals(routes.get(ALL));
    }
}
