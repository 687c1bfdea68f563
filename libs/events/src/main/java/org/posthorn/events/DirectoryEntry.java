package org.posthorn.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What exists here: domains, addresses, accounts; no secrets. Written by mailbox-service, read as local views.
/// A tombstone takes an entry away.
public sealed interface DirectoryEntry extends Event {
    /// Grows with each change of the owner; a view ignores an older one.
    long version();

    /// The compaction key: `domain:`, `address:` or `account:` and the subject.
    String key();

    /// A domain that we serve.
    ///
    /// @param domain an A-label in lower case
    /// @param tenant its owner
    /// @param access who may use mail
    @EventType(value = "org.posthorn.directory.domain.v1", doc = "A domain that we serve.")
    record ServedDomain(String domain, long tenant, Access access, long version) implements DirectoryEntry {
        @Override
        public String key() {
            return "domain:" + domain;
        }
    }

    /// Who may use mail in a domain.
    enum Access {
        /// Admins and members.
        MEMBERS,
        /// Every account.
        EVERYONE
    }

    /// An address of an account.
    ///
    /// @param address lower case, domain as A-label
    @EventType(value = "org.posthorn.directory.address.v1", doc = "An address that leads to an account.")
    record AccountAddress(String address, AccountId account, long version) implements DirectoryEntry {
        @Override
        public String key() {
            return "address:" + address;
        }
    }

    /// An address that stands for others.
    ///
    /// @param targets addresses, of ours or not
    @EventType(value = "org.posthorn.directory.alias.v1", doc = "An address that stands for others.")
    record Alias(String address, List<String> targets, long version) implements DirectoryEntry {
        @Override
        public String key() {
            return "address:" + address;
        }
    }

    /// An account's facts that other services decide by.
    ///
    /// @param primaryAddress what it sends as by default
    /// @param addresses all that it may send as
    /// @param enabled a disabled account gets mail refused
    /// @param sentCopy it wants submissions filed in Sent by us
    /// @param overQuotaSince when its mailbox became full
    @EventType(value = "org.posthorn.directory.account.v1", doc = "An account's facts that others decide by.")
    record AccountFacts(
            AccountId account,
            String primaryAddress,
            List<String> addresses,
            Role role,
            boolean enabled,
            boolean sentCopy,
            long tenant,
            Optional<Instant> overQuotaSince,
            long version)
            implements DirectoryEntry {
        @Override
        public String key() {
            return "account:" + account;
        }
    }

    /// What an account may do.
    enum Role {
        ADMIN,
        MEMBER,
        USER
    }

    /// All entries up to here are the owner's whole state: a view that read this is loaded.
    @EventType(value = "org.posthorn.directory.snapshot-complete.v1", doc = "The whole directory stands before this.")
    record SnapshotComplete(Instant at, long version) implements DirectoryEntry {
        @Override
        public String key() {
            return PolicyEntry.SNAPSHOT_COMPLETE;
        }
    }
}
