package org.posthorn.mailbox.api;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.AccountApi.AccountChange;
import org.posthorn.events.api.AccountApi.AccountCreated;
import org.posthorn.events.api.AccountApi.Authenticate;
import org.posthorn.events.api.AccountApi.Authenticated;
import org.posthorn.events.api.AccountApi.FirstAdmin;
import org.posthorn.events.api.AccountApi.NewAccount;
import org.posthorn.events.api.AccountApi.Quota;
import org.posthorn.events.api.AccountApi.QuotaLimits;
import org.posthorn.events.api.Page;
import org.posthorn.mailbox.account.Accounts;
import org.posthorn.mailbox.account.Authentication;
import org.posthorn.mailbox.account.Quotas;

/// Logins and accounts.
@Controller("/internal/v1")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class AccountController {
    private final Accounts accounts;
    private final Authentication authentication;
    private final Quotas quotas;

    AccountController(Accounts accounts, Authentication authentication, Quotas quotas) {
        this.quotas = quotas;
        this.accounts = accounts;
        this.authentication = authentication;
    }

    @Post("/authenticate")
    Authenticated authenticate(@Body Authenticate login) {
        return authentication.authenticate(login);
    }

    @Get("/accounts")
    Page<Account> page(
            @QueryValue(defaultValue = "") String cursor,
            @QueryValue(defaultValue = "100") int limit,
            @QueryValue(defaultValue = "") String query) {
        return accounts.page(cursor, query, limit);
    }

    @Post("/accounts")
    AccountCreated create(@Body NewAccount account) {
        return accounts.create(account);
    }

    @Get("/accounts/{address}")
    Account account(@PathVariable String address) {
        return accounts.get(address);
    }

    @Patch("/accounts/{address}")
    Account change(@PathVariable String address, @Body AccountChange change) {
        return accounts.change(address, change);
    }

    @Delete("/accounts/{address}")
    @Status(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String address) {
        accounts.delete(address);
    }

    @Get("/accounts/{address}/quota")
    Quota quota(@PathVariable String address) {
        return quotas.ofAccount(address);
    }

    @Put("/accounts/{address}/quota")
    Quota limit(@PathVariable String address, @Body QuotaLimits limits) {
        return quotas.limitAccount(address, limits);
    }

    @Get("/first-admin")
    FirstAdmin firstAdmin() {
        return accounts.firstAdmin();
    }
}
