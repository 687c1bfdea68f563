package org.posthorn.policy.route;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.AccountAddress;
import org.posthorn.events.DirectoryEntry.Alias;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.ForwardPath;
import org.posthorn.mail.address.MailboxAddress;

/// Follows one forward-path through aliases to where it ends (RFC 5321 §3.9.1).
///
/// An address that was met before on the way is not followed again, so a loop ends; what leads nowhere
/// but back to itself is nowhere. A forward-path that becomes too many addresses goes to none of them:
/// half a list would look like success.
final class AliasExpansion {
    static final String UNKNOWN = "User not found";
    static final String LOOP = "The address is an alias that leads back to itself";
    static final String TOO_DEEP = "The address is an alias of too many aliases";
    static final String TOO_MANY = "The address is an alias for too many addresses";
    static final String UNREADABLE = "The address cannot be read";

    private static final char TAG = '+';

    private final Directory directory;
    private final RoutingLimits limits;
    private final Domain defaultDomain;
    private final Set<String> met = new HashSet<>();
    private final List<Destination> found = new ArrayList<>();
    private boolean tooMany;

    AliasExpansion(Directory directory, RoutingLimits limits, Domain defaultDomain) {
        this.directory = directory;
        this.limits = limits;
        this.defaultDomain = defaultDomain;
    }

    /// Where this forward-path ends; never empty. One expansion is for one forward-path.
    List<Destination> of(String forwardPath) {
        follow(forwardPath, 0);
        if (tooMany) {
            return List.of(new Destination.Nowhere(forwardPath, TOO_MANY));
        }
        return found.isEmpty() ? List.of(new Destination.Nowhere(forwardPath, LOOP)) : found;
    }

    private void follow(String text, int depth) {
        if (tooMany) {
            return;
        }
        if (!(ForwardPath.parse(text) instanceof Parsed.Ok<ForwardPath>(var path))) {
            add(new Destination.Nowhere(text, UNREADABLE));
            return;
        }
        var mailbox = path.mailbox(defaultDomain);
        var key = mailbox.key();
        if (!met.add(key)) {
            return;
        }
        if (!(mailbox.host() instanceof Domain domain)) {
            add(new Destination.World(mailbox.toString(), mailbox.host().toString()));
        } else if (!directory.serves(domain.ascii())) {
            add(new Destination.World(mailbox.toString(), domain.ascii()));
        } else {
            followOurs(mailbox, key, domain, depth);
        }
    }

    private void followOurs(MailboxAddress mailbox, String key, Domain domain, int depth) {
        var entry = entryOf(mailbox, key);
        switch (entry.orElse(null)) {
            case AccountAddress(var _, var account, var _) -> add(new Destination.Mailbox(key, account));
            case Alias(var _, var targets, var _) -> {
                if (depth >= limits.depth()) {
                    add(new Destination.Nowhere(key, TOO_DEEP));
                    return;
                }
                targets.forEach(target -> follow(target, depth + 1));
            }
            case null, default -> followRole(mailbox, key, domain, depth);
        }
    }

    /// The address itself, else without its subaddress (RFC 5233): `alice+shop` is alice's unless
    /// somebody has it.
    private Optional<DirectoryEntry> entryOf(MailboxAddress mailbox, String key) {
        var exact = directory.at(key);
        if (exact.isPresent() || mailbox.localPart().value().indexOf(TAG) <= 0) {
            return exact;
        }
        return directory.at(mailbox.withoutTag(TAG).key());
    }

    /// `postmaster` must be there in every domain (RFC 5321 §4.5.1), `abuse` should (RFC 2142 §4).
    private void followRole(MailboxAddress mailbox, String key, Domain domain, int depth) {
        var name = mailbox.localPart().withoutTag(TAG).key();
        var reader = name.equals("postmaster") || name.equals("abuse")
                ? directory.postmaster(domain.ascii())
                : Optional.<String>empty();
        var next = reader.or(() -> directory.bounceTarget(mailbox.localPart().value()));
        if (next.isPresent() && depth < limits.depth()) {
            follow(next.get(), depth + 1);
        } else {
            add(new Destination.Nowhere(key, UNKNOWN));
        }
    }

    private void add(Destination destination) {
        tooMany = found.size() >= limits.targets();
        if (!tooMany) {
            found.add(destination);
        }
    }
}
