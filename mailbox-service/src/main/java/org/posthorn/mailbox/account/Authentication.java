package org.posthorn.mailbox.account;

import io.micrometer.core.instrument.Counter;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.posthorn.events.DirectoryEntry.Access;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.api.AccountApi.Authenticate;
import org.posthorn.events.api.AccountApi.Authenticated;
import org.posthorn.mail.sasl.ClientFirst;
import org.posthorn.mail.sasl.ScramChallenge;
import org.posthorn.mail.sasl.ScramKeys;
import org.posthorn.mailbox.account.AccountStore.Login;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks logins. Failures are limited by client network and by account: see [LoginLimits]. A wrong name takes as long
/// as a wrong password.
public final class Authentication {
    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
    private static final int LONGEST = 1_000;

    private final Database database;
    private final Addresses addresses;
    private final Passwords passwords;
    private final LoginLimits limits;
    private final FreeNetworks free;
    private final InstantSource clock;
    private final AccountStore store = new AccountStore();
    private final Counter succeeded;
    private final Counter failed;
    private final Counter limited;

    /// How many failures there may be, from where they do not count by network, and what time it is.
    record Limits(LoginLimits failures, FreeNetworks free, InstantSource clock) {}

    Authentication(Database database, Addresses addresses, Passwords passwords, Limits limits, Metrics metrics) {
        this.database = database;
        this.addresses = addresses;
        this.passwords = passwords;
        this.limits = limits.failures();
        this.free = limits.free();
        clock = limits.clock();
        succeeded = metrics.counter("posthorn_mailbox_logins", "Logins that were checked.", "result", "success");
        failed = metrics.counter("posthorn_mailbox_logins", "Logins that were checked.", "result", "failure");
        limited = metrics.counter("posthorn_mailbox_logins", "Logins that were checked.", "result", "limited");
    }

    /// @throws Refusal 401 when the name or password is wrong, 429 after too many failures
    public Authenticated authenticate(Authenticate login) {
        var account = withinLimits(login);
        if (account.isEmpty()) {
            passwords.matchesNothing(login.password());
            throw wrong(login, account);
        }
        var secrets = account.get().secrets();
        if (!passwords.matches(login.password(), secrets.hash())) {
            throw wrong(login, account);
        }
        var admitted = admit(login, account.get());
        if (secrets.scramKeys().isEmpty()) {
            passwords
                    .scramKeys(login.password())
                    .ifPresent(
                            keys -> store.saveScramKeys(database, account.get().account(), secrets.hash(), keys));
        }
        return admitted;
    }

    /// Whether SCRAM-SHA-256 is offered.
    public boolean offersScram() {
        return passwords.offersScram();
    }

    /// Begins a SCRAM dialogue (RFC 5802). One for an account that does not exist, or has no keys, looks the same and
    /// fails in the end.
    ///
    /// @throws Refusal 429 after too many failures
    public ScramLogin scram(ClientFirst first, String protocol, String clientIp) {
        var login = new Authenticate(first.user(), "", protocol, clientIp);
        var account = withinLimits(login);
        var keys = account.flatMap(found -> found.secrets().scramKeys())
                .flatMap(ScramKeys::parse)
                .orElseGet(() -> passwords.noScramKeys(first.user()));
        var challenge = new ScramChallenge(first, keys, passwords.nonce());
        return new ScramLogin(
                challenge.text(),
                answer -> challenge
                        .answered(answer)
                        .map(last -> new ScramLogin.Proved(admit(login, account.orElseThrow()), last))
                        .orElseThrow(() -> wrong(login, account)));
    }

    private Optional<Login> withinLimits(Authenticate login) {
        var now = clock.instant();
        var network = network(login.clientIp());
        if (limits.exceeded(network, now)) {
            throw tooMany(login, "network");
        }
        var account = find(login);
        if (account.isPresent() && limits.exceeded(account.get().address(), network, now)) {
            throw tooMany(login, "account");
        }
        return account;
    }

    private Refusal wrong(Authenticate login, Optional<Login> account) {
        var now = clock.instant();
        var network = network(login.clientIp());
        limits.failed(network, now);
        account.ifPresent(found -> limits.failedFor(found.address(), network, now));
        failed.increment();
        LOG.info("login-refused protocol={} client={} reason=credentials", login.protocol(), login.clientIp());
        return Refusal.unauthorized("The name or the password is wrong.");
    }

    private Authenticated admit(Authenticate login, Login account) {
        if (!account.enabled()) {
            throw Refusal.unauthorized("The account is disabled.");
        }
        if (account.access().equals(Access.MEMBERS.name()) && account.role() == Role.USER) {
            throw Refusal.forbidden("Mail is for members only.");
        }
        limits.loggedIn(account.address(), network(login.clientIp()), clock.instant());
        store.forgetFirstPassword(database, account.account());
        succeeded.increment();
        LOG.debug("login-accepted protocol={} account={}", login.protocol(), account.account());
        return new Authenticated(account.account(), account.address(), account.role(), account.addresses());
    }

    private Refusal tooMany(Authenticate login, String reason) {
        limited.increment();
        LOG.info("login-refused protocol={} client={} reason=limit-{}", login.protocol(), login.clientIp(), reason);
        return Refusal.tooMany("Too many failed logins, try again later.");
    }

    private Optional<Login> find(Authenticate login) {
        if (login.login().length() > LONGEST || login.password().length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return store.login(database, addresses.read(login.login()));
        } catch (Refusal notAnAddress) {
            return Optional.empty();
        }
    }

    /// An IPv6 client has a whole /64, so that counts as one.
    private String network(String ip) {
        try {
            var address = InetAddress.ofLiteral(ip);
            if (free.contains(address)) {
                return LoginLimits.FREE;
            }
            var octets = address.getAddress();
            return HexFormat.of().formatHex(octets, 0, Math.min(octets.length, 8));
        } catch (IllegalArgumentException e) {
            return "unknown";
        }
    }
}
