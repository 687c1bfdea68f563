package org.posthorn.policy.credit;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry.AccountAddress;
import org.posthorn.events.DirectoryEntry.AccountFacts;
import org.posthorn.events.api.CreditApi;
import org.posthorn.events.api.Page;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.policy.view.DirectoryView;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.sql.Database;

/// Credits over the internal API.
@Controller("/internal/v1/credits")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class CreditController {
    private static final int MOST_ROWS = 1_000;
    private static final int LONGEST_REASON = 500;

    /// More than anybody has, and far from where sums overflow.
    private static final long MOST_CREDITS = 1_000_000_000_000L;

    private final CreditQueries queries = new CreditQueries();
    private final Credits credits;

    CreditController(Credits credits) {
        this.credits = credits;
    }

    /// What it works with.
    ///
    /// @param defaultDomain of bare names
    record Credits(
            Database database,
            CreditLedger ledger,
            CreditPrices prices,
            DirectoryView directory,
            String defaultDomain) {}

    @Get
    Page<CreditApi.Balance> page(
            @QueryValue(defaultValue = "0") long cursor,
            @QueryValue(defaultValue = "100") int limit,
            @QueryValue(defaultValue = "false") boolean low) {
        int rows = Math.clamp(limit, 1, MOST_ROWS);
        var found = queries.balances(credits.database(), new AccountId(cursor), low, rows);
        var next = found.size() < rows
                ? Optional.<String>empty()
                : Optional.of(found.getLast().account().toString());
        return new Page<>(found.stream().map(this::shown).toList(), next);
    }

    @Get("/accounts/{account}")
    CreditApi.Balance one(String account) {
        return balance(read(account));
    }

    @Post("/accounts/{account}/add")
    CreditApi.Balance add(String account, @Body CreditApi.Order order) {
        if (order.credits() <= 0) {
            throw Refusal.badRequest("Say how many credits to add: 1 or more.");
        }
        return post(account, order, Kind.TOP_UP);
    }

    @Post("/accounts/{account}/adjust")
    CreditApi.Balance adjust(String account, @Body CreditApi.Order order) {
        if (order.credits() == 0 || order.reason().isBlank()) {
            throw Refusal.badRequest("An adjustment needs an amount, such as -12, and a reason.");
        }
        return post(account, order, order.credits() > 0 ? Kind.RAISE : Kind.LOWER);
    }

    private CreditApi.Balance post(String account, CreditApi.Order order, Kind kind) {
        long amount = Math.abs(order.credits());
        if (amount > MOST_CREDITS || order.reason().length() > LONGEST_REASON) {
            throw Refusal.badRequest("At most " + MOST_CREDITS + " credits at once, with a reason of at most "
                    + LONGEST_REASON + " characters.");
        }
        if (order.key().isBlank() || order.by().isBlank()) {
            throw Refusal.badRequest("An order needs a key of its own and the name of who gives it.");
        }
        var id = read(account);
        var reason = Optional.of(order.reason().strip()).filter(text -> !text.isEmpty());
        var missing = credits.ledger().post(new Posting(id, kind, amount, order.key(), reason, order.by()));
        if (missing.isPresent()) {
            throw Refusal.conflict(
                    "The account has too few credits for that: " + missing.getAsLong() + " are missing.");
        }
        return balance(id);
    }

    @Get("/accounts/{account}/statement")
    Page<CreditApi.Line> statement(
            String account, @QueryValue Optional<Long> cursor, @QueryValue(defaultValue = "100") int limit) {
        int rows = Math.clamp(limit, 1, MOST_ROWS);
        var lines = queries.statement(credits.database(), read(account), cursor.orElse(Long.MAX_VALUE), rows);
        var next = lines.size() < rows
                ? Optional.<String>empty()
                : Optional.of(Long.toString(lines.getLast().entry()));
        return new Page<>(lines, next);
    }

    @Get("/prices")
    List<CreditApi.Price> prices() {
        return credits.prices().all().stream()
                .map(price -> new CreditApi.Price(price.domain(), price.credits(), price.per()))
                .toList();
    }

    @Put("/prices/{domain}")
    CreditApi.Price price(String domain, @Body CreditApi.Price price) {
        if (price.credits() < 0 || price.credits() > MOST_CREDITS) {
            throw Refusal.badRequest("A price is 0 (free) or more.");
        }
        var read = readDomain(domain);
        credits.prices().set(new Price(read, price.credits(), price.per()));
        return new CreditApi.Price(read, price.credits(), price.per());
    }

    @Delete("/prices/{domain}")
    @Status(HttpStatus.NO_CONTENT)
    void deletePrice(String domain) {
        if (!credits.prices().delete(readDomain(domain))) {
            throw Refusal.notFound(domain + " has no price of its own.");
        }
    }

    @Get("/verification")
    CreditApi.Verification verification() {
        return new CreditAudit(credits.database()).verify();
    }

    private CreditApi.Balance balance(AccountId account) {
        var standing = queries.balance(credits.database(), account);
        if (standing.isEmpty()) {
            // it is so new that nothing has happened to it yet
            credits.ledger().open(List.of(account));
            standing = queries.balance(credits.database(), account);
        }
        return shown(standing.orElseThrow());
    }

    private CreditApi.Balance shown(Standing standing) {
        return new CreditApi.Balance(
                standing.account(),
                credits.directory().account(standing.account()).map(AccountFacts::primaryAddress),
                standing.available(),
                standing.reserved(),
                standing.lowSince());
    }

    /// An account of the directory by its address, or one that ever had credits by its number.
    private AccountId read(String account) {
        if (account.matches("[0-9]{1,18}")) {
            var id = new AccountId(Long.parseLong(account));
            if (credits.directory().account(id).isPresent()
                    || queries.balance(credits.database(), id).isPresent()) {
                return id;
            }
            throw Refusal.notFound("There is no account with the number " + account + ".");
        }
        return MailboxAddress.parse(account.indexOf('@') < 0 ? account + "@" + credits.defaultDomain() : account)
                .toOptional()
                .flatMap(address -> credits.directory().at(address.key()))
                .filter(AccountAddress.class::isInstance)
                .map(entry -> ((AccountAddress) entry).account())
                .orElseThrow(() -> Refusal.notFound("There is no account with the address " + account + "."));
    }

    private static String readDomain(String domain) {
        return switch (Domain.parse(domain)) {
            case Parsed.Ok<Domain>(var read) -> read.ascii();
            case Parsed.Malformed<Domain>(var reason) -> throw Refusal.badRequest(reason + ".");
        };
    }
}
