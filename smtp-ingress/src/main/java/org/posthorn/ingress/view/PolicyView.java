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
import org.posthorn.runtime.kafka.View;

/// What policy-service decided for the door: who is blocked, and who has limits of its own. An entry of the allowlist
/// wins over those of the blocklist of its kind: an allowed client is not refused as a client, an allowed sender not
/// as a sender. One thread writes, any may read.
public final class PolicyView implements View.Follower<PolicyEntry> {
    private static final String BLOCKED = "blocked:";
    private static final String ALLOWED = "allowed:";
    private static final String LIMITS = "limits:";
    private static final String RULES = "rules:";

    private final BooleanSupplier loaded;
    private volatile Contents contents = new Contents();
    /// What changes go to: the contents in force, or those that will be once they are whole.
    private Contents reading = contents;

    private record Contents(
            ListIndex blocks, ListIndex allows, OwnLimits limits, ConcurrentMap<String, Boolean> rejecting) {
        Contents() {
            this(new ListIndex(), new ListIndex(), new OwnLimits(), new ConcurrentHashMap<>());
        }
    }

    /// @param loaded whether absence means that somebody is not blocked
    public PolicyView(BooleanSupplier loaded) {
        this.loaded = loaded;
    }

    @Override
    public void begun() {
        reading = new Contents();
    }

    @Override
    public void whole() {
        contents = reading;
    }

    @Override
    public void changed(String key, Optional<PolicyEntry> entry) {
        if (entry.isEmpty()) {
            removed(key);
            return;
        }
        switch (entry.get()) {
            case PolicyEntry.Blocked b -> reading.blocks.put(b.subject(), b.includeSubdomains(), b.expires());
            case PolicyEntry.Allowed a -> reading.allows.put(a.subject(), a.includeSubdomains(), a.expires());
            case PolicyEntry.Limited l -> reading.limits.put(l.subject(), l.limits());
            case PolicyEntry.DomainRules r -> reading.rejecting.put(r.domain(), r.rejectInSession());
            case PolicyEntry.Throttled _,
                    PolicyEntry.Suppressed _,
                    PolicyEntry.Balance _,
                    PolicyEntry.Price _,
                    PolicyEntry.SnapshotComplete _ -> {}
        }
    }

    private void removed(String key) {
        if (key.startsWith(BLOCKED)) {
            reading.blocks.remove(key.substring(BLOCKED.length()));
        } else if (key.startsWith(ALLOWED)) {
            reading.allows.remove(key.substring(ALLOWED.length()));
        } else if (key.startsWith(LIMITS)) {
            reading.limits.remove(key.substring(LIMITS.length()));
        } else if (key.startsWith(RULES)) {
            reading.rejecting.remove(key.substring(RULES.length()));
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
        return contents.allows.of(client, now).isPresent();
    }

    /// Whether the allowlist has a sender.
    public boolean allows(MailboxAddress sender, Instant now) {
        return contents.allows.of(sender, now).isPresent();
    }

    /// Whether mail for a domain is refused in the session when the owner of its author's domain asks for that, when it
    /// is spam, and when it has a virus. A domain without rules of its own has those of `*`.
    public boolean rejectsInSession(Domain domain) {
        var rejecting = contents.rejecting;
        return rejecting.getOrDefault(domain.ascii(), rejecting.getOrDefault("*", false));
    }

    /// How many entries the blocklist has.
    public int blocked() {
        return contents.blocks.size();
    }

    /// A limit of its own of the narrowest network that a client is in and that has one.
    public Optional<Long> limitOf(InetAddress client, String name) {
        return contents.limits.of(client, name);
    }

    /// A limit of its own of an address, else of its domain.
    public Optional<Long> limitOf(MailboxAddress address, String name) {
        return contents.limits.of(address, name);
    }

    /// The entry by which a client is refused, such as `192.168.1.100`.
    public Optional<String> blockOf(InetAddress client, Instant now) {
        return contents.blocks
                .of(client, now)
                .filter(_ -> contents.allows.of(client, now).isEmpty());
    }

    /// The entry by which a sender is refused, such as `*@spammydomain.com`.
    public Optional<String> blockOf(MailboxAddress sender, Instant now) {
        return contents.blocks
                .of(sender, now)
                .filter(_ -> contents.allows.of(sender, now).isEmpty());
    }
}
