package org.posthorn.events;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What policy-service decided for others to enforce. Read as local views; a tombstone takes an entry away.
public sealed interface PolicyEntry extends Event {
    /// The key of the record that ends a snapshot.
    String SNAPSHOT_COMPLETE = "snapshot-complete";

    /// Grows with each change of the owner; a view ignores an older one.
    long version();

    /// The compaction key: kind and subject.
    String key();

    /// A sender, domain or client that may not send to us.
    ///
    /// @param subject `spammer@example.com`, `*@spammydomain.com`, `192.168.1.100` or `10.0.0.0/8`
    /// @param includeSubdomains for a domain: its subdomains too
    @EventType(value = "org.posthorn.policy.blocked.v1", doc = "A sender, domain or client that may not send to us.")
    record Blocked(
            String subject,
            boolean includeSubdomains,
            String reason,
            String by,
            Instant at,
            Optional<Instant> expires,
            long version)
            implements PolicyEntry {
        @Override
        public String key() {
            return "blocked:" + subject;
        }
    }

    /// A sender, domain or client that the blocklist does not apply to.
    ///
    /// @param subject `friend@example.com`, `*@example.com`, `192.168.1.100` or `10.0.0.0/8`
    /// @param includeSubdomains for a domain: its subdomains too
    @EventType(
            value = "org.posthorn.policy.allowed.v1",
            doc = "A sender, domain or client that the blocklist does not apply to.")
    record Allowed(
            String subject,
            boolean includeSubdomains,
            String reason,
            String by,
            Instant at,
            Optional<Instant> expires,
            long version)
            implements PolicyEntry {
        @Override
        public String key() {
            return "allowed:" + subject;
        }
    }

    /// A subject that goes over a limit until a time.
    @EventType(value = "org.posthorn.policy.throttled.v1", doc = "A subject that is over a limit until a time.")
    record Throttled(String kind, String subject, Instant until, String reason, long version) implements PolicyEntry {
        @Override
        public String key() {
            return "throttled:" + kind + ":" + subject;
        }
    }

    /// An address that we will not send to.
    @EventType(value = "org.posthorn.policy.suppressed.v1", doc = "An address that we will not send to.")
    record Suppressed(
            String senderDomain, String address, String reason, Instant at, Optional<Instant> expires, long version)
            implements PolicyEntry {
        @Override
        public String key() {
            return "suppressed:" + senderDomain + ":" + address;
        }
    }

    /// What an account may still spend.
    ///
    /// @param lowSince when it fell below what counts as low; absent while it is enough
    @EventType(value = "org.posthorn.policy.balance.v1", doc = "The credits that an account may still spend.")
    record Balance(AccountId account, long credits, long version, Optional<Instant> lowSince) implements PolicyEntry {
        @Override
        public String key() {
            return keyOf(account);
        }

        public static String keyOf(AccountId account) {
            return "balance:" + account;
        }
    }

    /// What a message to the world costs the accounts of a domain.
    ///
    /// @param domain of the sender, as A-label; `*` is every domain without a price of its own
    /// @param per what is counted
    @EventType(
            value = "org.posthorn.policy.price.v1",
            doc = "What a message to the world costs the accounts of a domain.")
    record Price(String domain, long credits, Per per, long version) implements PolicyEntry {
        @Override
        public String key() {
            return keyOf(domain);
        }

        public static String keyOf(String domain) {
            return "price:" + domain;
        }

        /// What a message costs.
        ///
        /// @param recipients in the world
        public long cost(int recipients) {
            return per == Per.MESSAGE ? (recipients == 0 ? 0 : credits) : credits * recipients;
        }
    }

    /// What a price is for.
    enum Per {
        MESSAGE,
        /// Each recipient in the world.
        RECIPIENT
    }

    /// A domain's rules that are enforced at the door.
    ///
    /// @param rejectInSession evidence is gathered, and scanners are asked, before acceptance
    /// @param trustedNetworks exempt from limits, as CIDR
    /// @param limits name to number, such as `connections-per-hour`
    @EventType(value = "org.posthorn.policy.domain-rules.v1", doc = "A domain's rules that are enforced at the door.")
    record DomainRules(
            String domain,
            boolean rejectInSession,
            List<String> trustedNetworks,
            Map<String, Long> limits,
            long version)
            implements PolicyEntry {
        @Override
        public String key() {
            return "rules:" + domain;
        }
    }

    /// Limits of its own for a network, a domain, an address or an account.
    ///
    /// @param subject `10.0.0.0/8`, `example.com` or `alice@example.com`
    /// @param limits name to number, such as `connections-per-hour`; -1 is without limit
    @EventType(value = "org.posthorn.policy.limited.v1", doc = "Limits of its own for a network, domain or address.")
    record Limited(String subject, Map<String, Long> limits, String by, Instant at, long version)
            implements PolicyEntry {
        @Override
        public String key() {
            return "limits:" + subject;
        }
    }

    /// All entries up to here are the owner's whole state: a view that read this is loaded.
    @EventType(value = "org.posthorn.policy.snapshot-complete.v1", doc = "The whole policy stands before this.")
    record SnapshotComplete(Instant at, long version) implements PolicyEntry {
        @Override
        public String key() {
            return SNAPSHOT_COMPLETE;
        }
    }
}
