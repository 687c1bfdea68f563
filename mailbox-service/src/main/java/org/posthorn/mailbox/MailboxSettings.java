package org.posthorn.mailbox;

import java.time.Duration;
import java.util.Optional;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;
import org.posthorn.runtime.settings.Size;

/// Settings of mailbox-service.
@Group(prefix = "mailbox", doc = "Accounts, logins and local delivery.")
public record MailboxSettings(
        @Setting(
                value = "admin",
                doc = "The first account, made at the first start; a bare name gets the default domain.",
                env = "ADMIN_EMAIL")
        String adminAddress,

        @Setting(
                doc = "Its password; when empty, one is generated and shown once.",
                env = "ADMIN_PASSWORD",
                secret = true)
        Optional<String> adminPassword,

        @Setting(
                value = "10/minute;100/hour",
                doc =
                        "How many failed logins one client address may have, as `count/second|minute|hour|day`,"
                                + " several separated by semicolons; `limits.exempt-networks` and `mail.trusted-networks` are free.",
                env = "AUTH_RATELIMIT")
        String authRatelimit,

        @Setting(
                value = "50/day",
                doc = "How many failed logins one account may have from addresses that it did not log in from lately.")
        String authRatelimitAccount,

        @Setting(value = "10m", doc = "How long a successful password check is remembered.")
        Duration passwordCache,

        @Setting(
                value = "19MB",
                doc = "Memory that the hash of a new password takes (Argon2id, two passes), from 1MB to 1GB: what takes"
                        + " more is dearer to guess and to check. A hash that is stored keeps what it was made with.")
        Size passwordMemory,

        @Setting(
                value = "50000",
                doc = "Iterations of the keys for AUTH=SCRAM-SHA-256 that are stored beside a password's hash; 0 stores"
                        + " none and does not offer it.")
        int scramIterations,

        @Setting(value = "8", doc = "The fewest characters of a password.")
        int passwordLength,

        @Setting(
                value = "25GB",
                doc = "How much an account may store; 0 is without limit. A domain or an account may have another"
                        + " (`mailctl domain quota`, `mailctl account quota`).")
        Size quota,

        @Setting(value = "0", doc = "How many messages an account may store; 0 is without limit.")
        long quotaMessages,

        @Setting(value = "30d", doc = "How long messages stay in Trash; 0 is for ever.")
        Duration trashKeep,

        @Setting(value = "30d", doc = "How long messages stay in Junk; 0 is for ever.")
        Duration junkKeep,

        @Setting(value = "500", doc = "The most messages of one batch of local delivery.")
        int batchMessages,

        @Setting(
                value = "90d",
                doc = "How long a delivery is remembered, so that the same record is never filed twice; longer than"
                        + " the log keeps records.")
        Duration keepDelivered) {

    private static final long LEAST_PASSWORD_MEMORY = 1 << 20;
    private static final long MOST_PASSWORD_MEMORY = 1 << 30;

    public MailboxSettings {
        if (passwordMemory.bytes() < LEAST_PASSWORD_MEMORY || passwordMemory.bytes() > MOST_PASSWORD_MEMORY) {
            throw new IllegalArgumentException("password-memory is from 1MB to 1GB");
        }
    }
}
