package org.posthorn.gateway.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.DirectoryEntry.Access;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.AccountApi.AccountChange;
import org.posthorn.events.api.AccountApi.AccountCreated;
import org.posthorn.events.api.AccountApi.Alias;
import org.posthorn.events.api.AccountApi.Authenticate;
import org.posthorn.events.api.AccountApi.Authenticated;
import org.posthorn.events.api.AccountApi.Domain;
import org.posthorn.events.api.AccountApi.DomainChange;
import org.posthorn.events.api.AccountApi.NewAccount;
import org.posthorn.events.api.AccountApi.NewDomain;
import org.posthorn.events.api.AccountApi.Quota;
import org.posthorn.events.api.Page;
import org.posthorn.runtime.http.ServiceClient;

/// Accounts and domains, asked of mailbox-service.
public final class AccountsClient {
    private static final String ACCOUNTS = "/internal/v1/accounts";
    private static final String DOMAINS = "/internal/v1/domains";
    private static final String ALIASES = "/internal/v1/aliases";

    private final ServiceClient mailbox;

    public AccountsClient(ServiceClient mailbox) {
        this.mailbox = mailbox;
    }

    public Authenticated authenticate(Authenticate who) {
        return mailbox.post("/internal/v1/authenticate", who, Authenticated.class);
    }

    public Page<Account> accounts(Optional<String> cursor, String query, int limit) {
        var path = ACCOUNTS + "?limit=" + limit
                + cursor.map(at -> "&cursor=" + ServiceClient.escape(at)).orElse("")
                + (query.isEmpty() ? "" : "&query=" + ServiceClient.escape(query));
        return mailbox.get(path, new TypeReference<Page<Account>>() {});
    }

    public Optional<Account> account(String address) {
        return mailbox.find(path(address), Account.class);
    }

    /// How full the account is.
    public Optional<Quota> quota(String address) {
        return mailbox.find(path(address) + "/quota", Quota.class);
    }

    public AccountCreated add(NewAccount account) {
        return mailbox.post(ACCOUNTS, account, AccountCreated.class);
    }

    public Account change(String address, AccountChange change) {
        return mailbox.patch(path(address), change, Account.class);
    }

    public void delete(String address) {
        mailbox.delete(path(address));
    }

    /// What an account may send as beside its own addresses.
    public List<String> senders(String address) {
        return List.of(mailbox.get(path(address) + "/senders", String[].class));
    }

    public void grant(String address, String sender) {
        mailbox.put(path(address) + "/senders/" + ServiceClient.escape(sender), "");
    }

    public void revoke(String address, String sender) {
        mailbox.delete(path(address) + "/senders/" + ServiceClient.escape(sender));
    }

    public void access(String domain, Access access) {
        mailbox.patch(
                DOMAINS + "/" + ServiceClient.escape(domain), new DomainChange(Optional.of(access)), Domain.class);
    }

    public List<Domain> domains() {
        return mailbox.get(DOMAINS, new TypeReference<List<Domain>>() {});
    }

    public Domain addDomain(NewDomain domain) {
        return mailbox.post(DOMAINS, domain, Domain.class);
    }

    public void deleteDomain(String domain) {
        mailbox.delete(DOMAINS + "/" + ServiceClient.escape(domain));
    }

    /// @param domain whose; empty for all
    public List<Alias> aliases(String domain) {
        var path = domain.isEmpty() ? ALIASES : ALIASES + "?domain=" + ServiceClient.escape(domain);
        return mailbox.get(path, new TypeReference<List<Alias>>() {});
    }

    public Alias putAlias(Alias alias) {
        return mailbox.put(ALIASES + "/" + ServiceClient.escape(alias.address()), alias, Alias.class);
    }

    public void deleteAlias(String address) {
        mailbox.delete(ALIASES + "/" + ServiceClient.escape(address));
    }

    private static String path(String address) {
        return ACCOUNTS + "/" + ServiceClient.escape(address);
    }
}
