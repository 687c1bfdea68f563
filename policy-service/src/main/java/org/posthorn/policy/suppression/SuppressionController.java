package org.posthorn.policy.suppression;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.SuppressionApi.NewSuppression;
import org.posthorn.events.api.SuppressionApi.Suppression;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.policy.suppression.SuppressionStore.Filter;
import org.posthorn.runtime.http.Refusal;

/// The suppression list over the internal API.
@Controller("/internal/v1/suppressions")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class SuppressionController {
    private static final int LONGEST_PAGE = 500;
    private static final int LONGEST_REASON = 500;
    private static final int MOST_DAYS = 36_500;
    private static final String ALL = "*";

    private final SuppressionStore store;
    private final InstantSource clock = InstantSource.system();

    SuppressionController(SuppressionStore store) {
        this.store = store;
    }

    @Get
    Page<Suppression> list(
            @QueryValue Optional<String> domain,
            @QueryValue Optional<String> address,
            @QueryValue Optional<String> cursor,
            @QueryValue Optional<Integer> limit) {
        var most = Math.clamp(limit.orElse(100), 1, LONGEST_PAGE);
        var place = cursor.orElse("").split(" ", 2);
        var filter = new Filter(present(domain), present(address).map(Suppressions::normal));
        var rows = store.list(filter, place[0], place.length == 2 ? place[1] : "", most + 1);
        var shown = rows.subList(0, Math.min(most, rows.size()));
        return new Page<>(
                List.copyOf(shown),
                rows.size() > most
                        ? Optional.of(shown.getLast().senderDomain() + " "
                                + shown.getLast().address())
                        : Optional.empty());
    }

    @Post
    Suppression add(@Body NewSuppression wanted) {
        var days = wanted.days();
        if (days.isPresent() && (days.get() < 1 || days.get() > MOST_DAYS)) {
            throw Refusal.badRequest("A suppression lasts from 1 to " + MOST_DAYS + " days, or for ever.");
        }
        if (wanted.reason().isBlank() || wanted.reason().length() > LONGEST_REASON) {
            throw Refusal.badRequest("Say why, in at most " + LONGEST_REASON + " characters.");
        }
        var now = clock.instant();
        var suppression = new Suppression(
                domain(wanted.senderDomain()),
                address(wanted.address()),
                "manual",
                wanted.reason().strip(),
                wanted.by(),
                now,
                days.map(each -> now.plus(Duration.ofDays(each))));
        store.put(List.of(suppression));
        return suppression;
    }

    @Delete("/{domain}/{address}")
    @Status(HttpStatus.NO_CONTENT)
    void remove(String domain, String address) {
        if (!store.remove(domain(domain), Suppressions.normal(address))) {
            throw Refusal.notFound(address + " is not suppressed for " + domain + ".");
        }
    }

    private static String domain(String text) {
        return text.strip().equals(ALL)
                ? ALL
                : Domain.parse(text.strip())
                        .toOptional()
                        .map(Domain::ascii)
                        .orElseThrow(() -> Refusal.badRequest(text + " is not a domain; * stands for all of ours."));
    }

    private static String address(String text) {
        return MailboxAddress.parse(text.strip())
                .toOptional()
                .map(address -> Suppressions.normal(address.toString()))
                .orElseThrow(() -> Refusal.badRequest(text + " is not an address."));
    }

    private static Optional<String> present(Optional<String> parameter) {
        return parameter.filter(text -> !text.isBlank());
    }
}
