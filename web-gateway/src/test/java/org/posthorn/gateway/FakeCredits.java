package org.posthorn.gateway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.PolicyEntry.Per;
import org.posthorn.events.api.CreditApi;
import org.posthorn.events.api.Page;

/// The credits of one account, 2, as policy-service answers for them.
final class FakeCredits {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    private final List<CreditApi.Line> lines = new ArrayList<>();
    private long available = 1;

    /// Answers `GET` of what stands behind `credits/`.
    Object get(List<String> path, Map<String, String> query) {
        return switch (String.join("/", path)) {
            case "" -> new Page<>(List.of(balance()), Optional.empty());
            case "prices" -> List.of(new CreditApi.Price("*", 4, Per.MESSAGE));
            case "verification" -> new CreditApi.Verification(1, 1, available, available, 0, 0, 0, List.of());
            case "accounts/2", "accounts/bob" -> balance();
            case "accounts/2/statement" -> new Page<>(List.copyOf(lines.reversed()), Optional.empty());
            default ->
                throw new FakeServices.Refused(404, "There is no account with the address " + path.getLast() + ".");
        };
    }

    Object post(List<String> path, CreditApi.Order order) {
        available += order.credits();
        lines.add(new CreditApi.Line(
                lines.size() + 1,
                AT,
                path.getLast().equals("add") ? "top-up" : "lower",
                order.credits(),
                available,
                Optional.empty(),
                Optional.of(order.reason()),
                order.by()));
        return balance();
    }

    private CreditApi.Balance balance() {
        return new CreditApi.Balance(new AccountId(2), Optional.of("bob@localhost"), available, 0, Optional.of(AT));
    }
}
