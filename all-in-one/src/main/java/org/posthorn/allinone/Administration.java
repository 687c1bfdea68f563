package org.posthorn.allinone;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.AccountApi.AccountCreated;
import org.posthorn.events.api.AccountApi.FirstAdmin;
import org.posthorn.events.api.AccountApi.NewAccount;
import org.posthorn.runtime.http.HttpSettings;
import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.settings.Settings;

/// What the start asks mailbox-service, over the same API as mailctl.
final class Administration implements AutoCloseable {
    private static final int AT_ONCE = 3;

    private final HttpClient http = ServiceClient.httpClient();
    private final ServiceClient mailbox;

    Administration(Settings settings) {
        var common = settings.get(HttpSettings.class);
        this.mailbox = settings.get(ServiceAddresses.class).mailbox(http, ServiceToken.of(common), common);
    }

    FirstAdmin firstAdmin() {
        return mailbox.get("/internal/v1/first-admin", FirstAdmin.class);
    }

    /// Makes the accounts that are missing, few at a time: each password costs a hash that is slow on purpose, and the
    /// patience of a request counts from its start.
    void provide(List<String> addresses, String password) {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> creations = new ArrayList<>();
            for (var address : addresses) {
                creations.add(threads.submit(() -> provide(address, password)));
            }
            for (var creation : creations) {
                creation.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the users of the profile were not made", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void provide(String address, String password) {
        if (exists(address)) {
            return;
        }
        var account = new NewAccount(address, Optional.of(password), Optional.empty(), Optional.empty());
        mailbox.post("/internal/v1/accounts", account, AccountCreated.class);
    }

    boolean exists(String address) {
        try {
            mailbox.get("/internal/v1/accounts/" + ServiceClient.escape(address), Account.class);
            return true;
        } catch (ServiceError.Refused e) {
            if (e.status() == 404) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
