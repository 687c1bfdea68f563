package org.posthorn.gateway.quarantine;

import io.micronaut.http.HttpRequest;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.QuarantineApi.Order;
import org.posthorn.gateway.client.QuarantineClient;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.quarantine.QuarantinePages.Listing;
import org.posthorn.gateway.quarantine.QuarantinePages.One;
import org.posthorn.gateway.quarantine.QuarantinePages.Place;
import org.posthorn.gateway.quarantine.QuarantinePages.Row;
import org.posthorn.runtime.http.Refusal;

/// What both pages do: an admin's for everybody, a user's for what was sent to that account.
public final class QuarantineDesk {
    private static final int ROWS = 50;

    private final QuarantineClient quarantine;

    public QuarantineDesk(QuarantineClient quarantine) {
        this.quarantine = quarantine;
    }

    public Listing page(HttpRequest<?> request, Place place) {
        var parameters = request.getParameters();
        var query = parameters.getFirst("q").orElse("");
        var page = quarantine.page(account(request, place), parameters.getFirst("cursor"), query, ROWS);
        var zone = Preferences.zone(request);
        return new Listing(
                place,
                page.items().stream().map(held -> Row.of(held, zone)).toList(),
                query,
                page.next().map(cursor -> place.base() + "?cursor=" + cursor));
    }

    public One one(HttpRequest<?> request, Place place, String message) {
        return quarantine
                .one(account(request, place), message)
                .map(detail -> One.of(place, detail, Preferences.zone(request)))
                .orElseThrow(() -> Refusal.notFound("This message is no longer held."));
    }

    /// Does what the form says to one message.
    ///
    /// @return a word for [org.posthorn.gateway.admin.AdminPages.Frame]
    public String act(HttpRequest<?> request, Place place, String message, Form form) {
        var order = new Order(account(request, place), Session.of(request).address());
        return switch (form.text("do")) {
            case "release" -> {
                quarantine.release(message, order);
                yield "released";
            }
            case "allow" -> {
                quarantine.allow(message, order);
                yield "released";
            }
            case "delete" -> {
                quarantine.delete(message, order);
                yield "deleted";
            }
            default -> throw Refusal.badRequest("There is no such action.");
        };
    }

    private static Optional<AccountId> account(HttpRequest<?> request, Place place) {
        return place.admin()
                ? Optional.empty()
                : Optional.of(Session.of(request).account());
    }
}
