package org.posthorn.mailbox.account;

import java.time.InstantSource;
import java.util.UUID;
import org.posthorn.mailbox.MailboxSettings;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.limits.LimitSettings;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything of this package, put together.
public final class AccountServices {
    private static final Logger LOG = LoggerFactory.getLogger(AccountServices.class);

    private final Accounts accounts;
    private final Aliases aliases;
    private final Senders senders;
    private final Authentication authentication;
    private final LoginLimits loginLimits;
    private final Directory directory;
    private final Database database;
    private final Addresses addresses;
    private final Quotas quotas;
    private final MailboxSettings settings;

    public AccountServices(Database database, Outbox outbox, Settings all, Metrics metrics) {
        this.database = database;
        this.settings = all.get(MailboxSettings.class);
        var mail = all.get(MailSettings.class);
        var clock = InstantSource.system();
        addresses = new Addresses(mail.domain());
        directory = new Directory(outbox, clock);
        var passwords = new Passwords(
                settings.passwordCache(), settings.passwordMemory().toInt() >> 10, settings.scramIterations(), clock);
        quotas = new Quotas(
                database,
                directory,
                addresses,
                new QuotaStore.Defaults(settings.quota().bytes(), settings.quotaMessages()));
        accounts = new Accounts(database, directory, addresses, passwords, settings.passwordLength(), quotas);
        aliases = new Aliases(database, directory, addresses, mail.postmaster());
        senders = new Senders(database, directory, addresses);
        loginLimits = new LoginLimits(
                FailureLimit.parse(settings.authRatelimit()),
                FailureLimit.parse(settings.authRatelimitAccount()),
                UUID.randomUUID().toString());
        var free = FreeNetworks.of(all.get(LimitSettings.class), mail);
        var limits = new Authentication.Limits(loginLimits, free, clock);
        authentication = new Authentication(database, addresses, passwords, limits, metrics);
    }

    public Accounts accounts() {
        return accounts;
    }

    public Aliases aliases() {
        return aliases;
    }

    public Senders senders() {
        return senders;
    }

    public Authentication authentication() {
        return authentication;
    }

    public Quotas quotas() {
        return quotas;
    }

    /// Makes the default domain and, at the first start, the first admin.
    public void prepare() {
        aliases.addFirst(addresses.defaultDomain());
        if (accounts.createFirst(settings.adminAddress(), settings.adminPassword())) {
            LOG.info("first-admin-made address={}", addresses.read(settings.adminAddress()));
        }
        aliases.addMissingRoles();
        quotas.refresh();
    }

    /// The part by which limits of failed logins hold for all replicas together.
    public Running loginActivity(KafkaConnection connection, Publisher publisher) {
        return new LoginActivity(loginLimits, connection, publisher, InstantSource.system());
    }

    /// The part that keeps the `directory` topic whole.
    public Running directoryPublisher(KafkaConnection connection) {
        return new DirectoryPublisher(database, directory, connection);
    }
}
