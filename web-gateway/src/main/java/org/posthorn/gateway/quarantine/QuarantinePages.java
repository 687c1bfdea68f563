package org.posthorn.gateway.quarantine;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.QuarantineApi.Action;
import org.posthorn.events.api.QuarantineApi.Detail;
import org.posthorn.events.api.QuarantineApi.Held;
import org.posthorn.gateway.mail.Amount;
import org.posthorn.gateway.mail.When;
import org.posthorn.gateway.page.OneLine;

/// What the pages about held messages show.
public final class QuarantinePages {
    private QuarantinePages() {}

    /// @param base `/admin/quarantine` or `/quarantine`
    /// @param admin whether it is all of them
    public record Place(String base, boolean admin, String csrf) {
        public String href(String message) {
            return base + "/" + message;
        }
    }

    /// A held message.
    public record Row(Held held, String when, String until, String size) {
        static Row of(Held held, ZoneId zone) {
            return new Row(
                    held, When.full(held.heldAt(), zone), When.full(held.keptUntil(), zone), Amount.of(held.size()));
        }

        public String from() {
            return OneLine.of(held.from().orElse(held.reversePath()), "nobody");
        }

        public String subject() {
            return OneLine.of(held.subject().orElse(""), "(no subject)");
        }

        public String recipients() {
            return String.join(", ", held.recipients());
        }
    }

    /// @param next where the next page is
    public record Listing(Place place, List<Row> rows, String query, Optional<String> next) {}

    /// One message.
    public record One(Place place, Row row, String header, String text, List<Done> actions) {
        static One of(Place place, Detail detail, ZoneId zone) {
            return new One(
                    place,
                    Row.of(detail.held(), zone),
                    detail.header(),
                    detail.text(),
                    detail.actions().stream()
                            .map(action -> Done.of(action, zone))
                            .toList());
        }

        /// Whether the viewer may let it go.
        public boolean releasable() {
            return place.admin() || !row.held().dangerous();
        }
    }

    /// What was done to it.
    public record Done(String when, String sentence) {
        static Done of(Action action, ZoneId zone) {
            return new Done(
                    When.full(action.at(), zone),
                    action.action() + " for " + action.recipient() + " by " + action.by());
        }
    }
}
