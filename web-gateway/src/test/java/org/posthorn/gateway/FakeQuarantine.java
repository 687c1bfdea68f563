package org.posthorn.gateway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.QuarantineApi.Changed;
import org.posthorn.events.api.QuarantineApi.Detail;
import org.posthorn.events.api.QuarantineApi.Held;
import org.posthorn.events.api.QuarantineApi.Order;

/// A message that is held for bob, as policy-service answers for it.
final class FakeQuarantine {
    static final MessageId ID = MessageId.of("01KJMB9W0G0000000000000000");

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final String BOB = "2";

    /// What was ordered, such as `release bob@localhost`.
    final List<String> orders = new ArrayList<>();

    private final Held held = new Held(
            ID,
            Optional.of("<s>@elsewhere.test"),
            Optional.of("A <b>test</b>"),
            "bounces+bob=localhost@newsletters.elsewhere.test",
            List.of("bob@localhost"),
            "It is a test.",
            Optional.of("12.5"),
            false,
            100,
            AT,
            AT.plusSeconds(86_400));

    /// Answers `GET` of what stands behind `quarantine/`.
    Object get(List<String> path, Map<String, String> query) {
        boolean seen = orders.isEmpty() && query.getOrDefault("account", BOB).equals(BOB);
        if (path.isEmpty()) {
            return new Page<>(seen ? List.of(held) : List.of(), Optional.empty());
        }
        if (!seen) {
            throw new FakeServices.Refused(404, "No such message is held.");
        }
        return new Detail(held, "Subject: A test\r\n\r\n", "<script>alert(1)</script>", List.of());
    }

    Object post(List<String> path, Order order) {
        if (!order.account().map(account -> account.toString().equals(BOB)).orElse(true) || !orders.isEmpty()) {
            return new Changed(0);
        }
        orders.add(path.getLast() + " " + order.by());
        return new Changed(1);
    }
}
