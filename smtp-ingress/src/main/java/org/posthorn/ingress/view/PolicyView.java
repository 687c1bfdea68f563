package org.posthorn.ingress.view;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import org.posthorn.events.PolicyEntry;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.MailboxAddress;

/// What policy-service decided for the door: who is blocked, and who has limits of its own. An entry of the allowlist
/// wins over those of the blocklist
/// of its kind: an allowed client is not refused as a client, an allowed sender not as a sender. One thread writes, any
/// may read.
public final class PolicyView {
    private static final String BLOCKED = "blocked:";
    private static final String ALLOWED = "allowed:";
    private static final String LIMITS = "limits:";
    private static final String RULES = "rules:";

    private final ListIndex blocks = new ListIndex();
    private final ListIndex allows = new ListIndex();
    private final OwnLimits limits = new OwnLimits();
    private final ConcurrentMap<String, Boolean> rejecting = new ConcurrentHashMap<>();
    private final BooleanSupplier loaded;

    /// @param loaded whether absence means that somebody is not blocked
    public PolicyView(BooleanSupplier loaded) {
        this.loaded = loaded;
    }

    /// Takes a change of the topic; absent is a removal.
    public void changed(String key, Optional<PolicyEntry> entry) {
        if (entry.isEmpty()) {
            removed(key);
            return;
        }
        switch (entry.get()) {
            case PolicyEntry.Blocked b -> blocks.put(b.subject(), b.includeSubdomains(), b.expires());
            case PolicyEntry.Allowed a -> allows.put(a.subject(), a.includeSubdomains(), a.expires());
            case PolicyEntry.Limited l -> limits.put(l.subject(), l.limits());
            case PolicyEntry.DomainRules r -> rejecting.put(r.domain(), r.rejectInSession());
            case PolicyEntry.Throttled _,
                    PolicyEntry.Suppressed _,
                    PolicyEntry.Balance _,
                    PolicyEntry.Price _,
                    PolicyEntry.SnapshotComplete _ -> {}
        }
    }

    private void removed(String key) {
        if (key.startsWith(BLOCKED)) {
            blocks.remove(key.substring(BLOCKED.length()));
        } else if (key.startsWith(ALLOWED)) {
            allows.remove(key.substring(ALLOWED.length()));
        } else if (key.startsWith(LIMITS)) {
            limits.remove(key.substring(LIMITS.length()));
        } else if (key.startsWith(RULES)) {
            rejecting.remove(key.substring(RULES.length()));
        }
    }

    /// Whether the view itself must keep an entry: what is asked for here is kept here, in less memory.
    public static boolean isKept(PolicyEntry entry) {
        return !(entry instanceof PolicyEntry.Blocked
                || entry instanceof PolicyEntry.Allowed
                || entry instanceof PolicyEntry.Limited
                || entry instanceof PolicyEntry.DomainRules);
    }

    public boolean isLoaded() {
        return loaded.getAsBoolean();
    }

    /// Whether the allowlist has a client.
    public boolean allows(InetAddress client, Instant now) {
        return allows.of(client, now).isPresent();
    }

    /// Whether mail for a domain is refused in the session when the owner of its author's domain asks for that. A
    /// domain without rules of its own has those of `*`.
    public boolean rejectsInSession(Domain domain) {
        return rejecting.getOrDefault(domain.ascii(), rejecting.getOrDefault("*", false));
    }

    /// How many entries the blocklist has.
    public int blocked() {
        return blocks.size();
    }

    /// A limit of its own of the narrowest network that a client is in and that has one.
    public Optional<Long> limitOf(InetAddress client, String name) {
        return limits.of(client, name);
    }

    /// A limit of its own of an address, else of its domain.
    public Optional<Long> limitOf(MailboxAddress address, String name) {
        return limits.of(address, name);
    }

    /// The entry by which a client is refused, such as `192.168.1.100`.
    public Optional<String> blockOf(InetAddress client, Instant now) {
        return blocks.of(client, now).filter(_ -> allows.of(client, now).isEmpty());
    }

    /// The entry by which a sender is refused, such as `*@spammydomain.com`.
    public Optional<String> blockOf(MailboxAddress sender, Instant now) {
        return blocks.of(sender, now).filter(_ -> allows.of(sender, now).isEmpty());
    }
}
