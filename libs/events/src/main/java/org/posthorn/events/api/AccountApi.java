package org.posthorn.events.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry.Access;
import org.posthorn.events.DirectoryEntry.Role;

/// Accounts, domains and aliases: asked of mailbox-service.
public final class AccountApi {
    private AccountApi() {}

    /// `POST /internal/v1/authenticate` -> [Authenticated]; 401 when it is wrong, 429 when there were too many.
    ///
    /// @param login an address, or the name before `@` in the default domain
    /// @param protocol `smtp`, `web`, `imap`, `pop3`: for limits and events
    /// @param clientIp where it comes from
    public record Authenticate(String login, String password, String protocol, String clientIp) {}

    /// Who logged in.
    public record Authenticated(AccountId account, String address, Role role, List<String> addresses) {}

    /// An account: in `GET /internal/v1/accounts?cursor=&limit=&query=` -> `Page<Account>` and
    /// `GET /internal/v1/accounts/{address}`.
    ///
    /// @param addresses the primary one first
    /// @param bytes octets stored
    /// @param messages stored
    public record Account(
            AccountId id,
            String address,
            List<String> addresses,
            String displayName,
            Role role,
            boolean enabled,
            boolean sentCopy,
            long bytes,
            long messages,
            Instant createdAt) {}

    /// `POST /internal/v1/accounts` -> [AccountCreated]; 409 when the address is taken.
    ///
    /// @param address a bare name gets the default domain
    /// @param password absent: one is generated
    public record NewAccount(
            String address, Optional<String> password, Optional<Role> role, Optional<String> displayName) {}

    /// @param generatedPassword shown once, when none was given
    public record AccountCreated(Account account, Optional<String> generatedPassword) {}

    /// `PATCH /internal/v1/accounts/{address}` -> [Account]: what is present changes. `DELETE` deletes the account and
    /// its mail.
    public record AccountChange(
            Optional<String> password,
            Optional<Role> role,
            Optional<Boolean> enabled,
            Optional<Boolean> sentCopy,
            Optional<String> displayName) {}

    /// How full an account is: `GET /internal/v1/accounts/{address}/quota`, and the answer to `PUT` there with
    /// [QuotaLimits].
    ///
    /// @param bytes       stored
    /// @param messages    stored
    /// @param maxBytes    how many may be; 0 is without limit
    /// @param maxMessages how many may be; 0 is without limit
    /// @param percent     used of the limit that is nearer; 0 without limits
    /// @param own         what was set for this account, apart from its domain and the settings
    /// @param fullSince   since when mail to it is refused
    public record Quota(
            long bytes,
            long messages,
            long maxBytes,
            long maxMessages,
            int percent,
            QuotaLimits own,
            Optional<Instant> fullSince) {}

    /// Limits of an account or a domain, also in `GET` and `PUT /internal/v1/domains/{domain}/quota`. 0 is without
    /// limit; what is absent is taken from the domain, and for a domain from the settings.
    public record QuotaLimits(Optional<Long> bytes, Optional<Long> messages) {}

    /// A served domain: in `GET /internal/v1/domains` -> `List<Domain>`, `GET /internal/v1/domains/{domain}`,
    /// `POST /internal/v1/domains` with [NewDomain], `DELETE /internal/v1/domains/{domain}` (409
    /// while it has accounts).
    public record Domain(String domain, long tenant, Access access, long accounts, long aliases, Instant createdAt) {}

    /// `POST /internal/v1/domains` -> [Domain].
    public record NewDomain(String domain, Optional<Access> access) {}

    /// `PATCH /internal/v1/domains/{domain}` -> [Domain]: what is present changes.
    ///
    /// @param access who may use mail there
    public record DomainChange(Optional<Access> access) {}

    /// Senders that an account was granted beside its own addresses: `GET /internal/v1/accounts/{address}/senders`
    /// -> `List<String>`; `PUT` and `DELETE /internal/v1/accounts/{address}/senders/{sender}`, where `sender` is an
    /// address or `*@domain`. An alias: in `GET /internal/v1/aliases?domain=` -> `List<Alias>`; `PUT
    /// /internal/v1/aliases/{address}` with an [Alias]; `DELETE /internal/v1/aliases/{address}`.
    ///
    /// @param targets where it leads; addresses of ours or not
    public record Alias(String address, List<String> targets) {}

    /// `GET /internal/v1/first-admin` -> the first admin, and its password while nobody has logged in with it.
    public record FirstAdmin(String address, Optional<String> generatedPassword) {}
}
