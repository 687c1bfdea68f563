package org.posthorn.policy.quarantine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.QuarantineApi.Changed;
import org.posthorn.events.api.QuarantineApi.Detail;
import org.posthorn.events.api.QuarantineApi.Held;
import org.posthorn.events.api.QuarantineApi.Order;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.sql.Database;

/// The quarantine over the internal API.
@Controller("/internal/v1/quarantine")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class QuarantineController {
    private static final int MOST_ROWS = 500;
    private static final int SHOWN_OCTETS = 65_536;
    private static final String NEWEST = "ZZZZZZZZZZZZZZZZZZZZZZZZZZ";

    private final Database database;
    private final Quarantine quarantine;
    private final Onwards onwards;
    private final AllowedSenders allowed;
    private final QuarantineStore store = new QuarantineStore();

    QuarantineController(Parts parts) {
        this.database = parts.database();
        this.quarantine = parts.quarantine();
        this.onwards = parts.onwards();
        this.allowed = parts.allowed();
    }

    /// What it works with.
    record Parts(Database database, Quarantine quarantine, Onwards onwards, AllowedSenders allowed) {}

    @Get
    Page<Held> page(
            @QueryValue Optional<Long> account,
            @QueryValue(defaultValue = NEWEST) String cursor,
            @QueryValue(defaultValue = "50") int limit,
            @QueryValue(defaultValue = "") String query) {
        int rows = Math.clamp(limit, 1, MOST_ROWS);
        var found = store.page(database, account.map(AccountId::new), cursor, query, rows);
        var next = found.size() < rows
                ? Optional.<String>empty()
                : Optional.of(found.getLast().message().value());
        return new Page<>(found, next);
    }

    @Get("/{message}")
    Detail one(String message, @QueryValue Optional<Long> account) {
        var id = read(message);
        var held = store.one(database, account.map(AccountId::new), id)
                .orElseThrow(() -> Refusal.notFound("No such message is held."));
        byte[] octets = store.content(database, id);
        int body = HeaderSection.of(octets).bodyStart();
        return new Detail(
                held,
                text(octets, 0, body),
                text(octets, body, octets.length),
                account.isPresent() ? List.of() : store.actions(database, id));
    }

    private static String text(byte[] octets, int from, int to) {
        return new String(Arrays.copyOfRange(octets, from, Math.min(to, from + SHOWN_OCTETS)), UTF_8);
    }

    @Post("/{message}/release")
    Changed release(String message, @Body Order order) {
        var id = read(message);
        if (order.account().isPresent()
                && store.one(database, order.account(), id)
                        .filter(Held::dangerous)
                        .isPresent()) {
            throw Refusal.forbidden("It may do harm: only an administrator lets it go.");
        }
        return new Changed(quarantine.release(id, order.account(), order.by(), onwards));
    }

    /// Lets it go, and its sender's further mail is not held for what it holds.
    @Post("/{message}/allow")
    Changed allow(String message, @Body Order order) {
        if (order.account().isPresent()) {
            throw Refusal.forbidden("The allowlist is for everybody: an admin decides it.");
        }
        var id = read(message);
        var held = store.one(database, Optional.empty(), id)
                .orElseThrow(() -> Refusal.notFound("No such message is held."));
        if (held.reversePath().isEmpty()) {
            throw Refusal.conflict("It has no sender that could be allowed.");
        }
        allowed.add(held.reversePath(), "Released from the quarantine: " + id, order.by());
        return release(message, order);
    }

    @Post("/{message}/delete")
    Changed delete(String message, @Body Order order) {
        return new Changed(quarantine.delete(read(message), order.account(), order.by()));
    }

    private static MessageId read(String message) {
        try {
            return MessageId.of(message);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(e.getMessage() + ".");
        }
    }
}
