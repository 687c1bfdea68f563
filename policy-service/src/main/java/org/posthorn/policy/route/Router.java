package org.posthorn.policy.route;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.events.AccountId;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.Origin;
import org.posthorn.events.Purpose;
import org.posthorn.events.Route;
import org.posthorn.mail.address.Domain;

/// Finds the routes of a message.
///
/// Several forward-paths that lead to one account, or to one address in the world, become one route under the first
/// of them: a person gets one copy. The sender's copy is a route of its own, so who writes to himself gets both.
public final class Router {
    private final Directory directory;
    private final RoutingLimits limits;
    private final Domain defaultDomain;

    /// @param defaultDomain where bare names live
    public Router(Directory directory, RoutingLimits limits, Domain defaultDomain) {
        this.directory = directory;
        this.limits = limits;
        this.defaultDomain = defaultDomain;
    }

    /// At least one route for each message; the order is that of the forward-paths, the sender's copy last.
    public List<Route> routes(MessageAccepted message) {
        var routes = new ArrayList<Route>();
        var accounts = new HashSet<AccountId>();
        var addresses = new HashSet<String>();
        for (var recipient : message.envelope().recipients()) {
            var accepted = recipient.address();
            for (var destination : new AliasExpansion(directory, limits, defaultDomain).of(accepted)) {
                if (isNew(destination, accounts, addresses)) {
                    routes.add(route(accepted, destination));
                }
            }
        }
        sentCopyOf(message.origin()).ifPresent(account -> routes.add(sentCopy(message, account)));
        return routes;
    }

    /// Who wants a copy in Sent.
    public static Optional<AccountId> sentCopyOf(Origin origin) {
        return switch (origin) {
            case Origin.Submission(var account, var wanted, var _) when wanted -> Optional.of(account);
            case Origin.Web(var account, var wanted, var _) when wanted -> Optional.of(account);
            case Origin.Mx _, Origin.Submission _, Origin.Web _, Origin.Internal _ -> Optional.empty();
        };
    }

    /// The blind recipients that only the sender's copy shows.
    public static List<String> bccOf(Origin origin) {
        return switch (origin) {
            case Origin.Submission(var _, var _, var bcc) -> bcc;
            case Origin.Web(var _, var _, var bcc) -> bcc;
            case Origin.Mx _, Origin.Internal _ -> List.of();
        };
    }

    private static boolean isNew(Destination destination, Set<AccountId> accounts, Set<String> addresses) {
        return switch (destination) {
            case Destination.Mailbox(var _, var account) -> accounts.add(account);
            case Destination.World(var recipient, var _) -> addresses.add(recipient);
            case Destination.Nowhere(var recipient, var _) -> addresses.add(recipient);
        };
    }

    private static Route route(String accepted, Destination destination) {
        return switch (destination) {
            case Destination.Mailbox(var recipient, var account) ->
                new Route.Local(accepted, recipient, account, Purpose.INBOX);
            case Destination.World(var recipient, var nextHop) -> new Route.Remote(accepted, recipient, nextHop);
            case Destination.Nowhere(var recipient, var reason) -> new Route.Unroutable(accepted, recipient, reason);
        };
    }

    private static Route sentCopy(MessageAccepted message, AccountId account) {
        var sender = message.envelope().reversePath();
        return new Route.Local(sender, sender, account, Purpose.SENT);
    }
}
