package org.posthorn.policy.credit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.events.Purpose;
import org.posthorn.events.Route;
import org.posthorn.events.Verdict;
import org.posthorn.runtime.credit.Shortfall;

/// What was decided about a message and where it goes. It is kept with the charge, and a redo obeys it.
public record Ruling(Verdict verdict, List<Route> routes) {
    private static final Optional<String> INSUFFICIENT = Optional.of("5.7.0");

    /// What becomes of it when its sender cannot pay: what would cost goes nowhere, the rest goes on.
    Ruling unpaid(Set<String> recipients, Shortfall shortfall) {
        var onward = routes.stream()
                .<Route>map(route -> route instanceof Route.Remote && recipients.contains(route.recipient())
                        ? new Route.Unroutable(route.accepted(), route.recipient(), shortfall.sentence(), INSUFFICIENT)
                        : route)
                .toList();
        boolean reachesSomebody = onward.stream()
                .anyMatch(route -> !(route instanceof Route.Unroutable) && route.purpose() == Purpose.INBOX);
        return new Ruling(reachesSomebody ? verdict : new Verdict.Return(shortfall.sentence()), onward);
    }
}
