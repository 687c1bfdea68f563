package org.posthorn.mailauth.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/// One question to the recursive servers, in turn, until one of them knows. Follows aliases also where the server
/// leaves that to us, at most eight of them.
final class RecursiveQuery {
    private static final int LONGEST_CHAIN = 8;
    private static final int EDNS_SIZE = 1232;
    private static final Duration NO_SOA_TTL = Duration.ofMinutes(1);

    private final DnsSettings settings;
    private final List<Server> servers;

    RecursiveQuery(DnsSettings settings) {
        this.settings = settings;
        var addresses =
                settings.servers().isEmpty() ? ResolverConfig.getCurrentConfig().servers() : settings.servers();
        this.servers = addresses.stream().limit(4).map(this::server).toList();
    }

    DnsAnswer<Record> ask(Name name, int type) {
        var target = name;
        var chain = new Chain(target, Long.MAX_VALUE, true, 0);
        while (chain.length() <= LONGEST_CHAIN) {
            var reply = send(target, type);
            if (reply instanceof Reply.Silence(var reason)) {
                return new DnsAnswer.TemporaryFailure<>(reason);
            }
            if (reply instanceof Reply.Received(var message, var trusted)) {
                chain = chain.follow(message, trusted);
                var found = recordsOf(message, chain.end(), type);
                if (!found.isEmpty()) {
                    return new DnsAnswer.Found<>(found, chain.ttl(found), chain.authenticated());
                }
                if (chain.end().equals(target) || message.getRcode() == Rcode.NXDOMAIN) {
                    return negative(message, chain.authenticated());
                }
                target = chain.end();
            }
        }
        return new DnsAnswer.TemporaryFailure<>("the aliases of " + name + " do not end");
    }

    private Reply send(Name name, int type) {
        var reason = servers.isEmpty() ? "no DNS server is configured" : "";
        for (var round = 0; round < settings.tries(); round++) {
            for (var server : servers) {
                var query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
                query.getHeader().setFlag(Flags.AD);
                try {
                    var message = server.resolver().send(query);
                    if (message.getRcode() == Rcode.NOERROR || message.getRcode() == Rcode.NXDOMAIN) {
                        return new Reply.Received(message, server.trusted());
                    }
                    reason = "the DNS answered " + Rcode.string(message.getRcode()) + " for " + name;
                } catch (IOException _) {
                    reason = "the DNS did not answer for " + name;
                }
            }
        }
        return new Reply.Silence(reason);
    }

    private Server server(InetSocketAddress address) {
        var resolver = new SimpleResolver(address);
        resolver.setTimeout(settings.timeout());
        resolver.setEDNS(0, EDNS_SIZE, 0, List.of());
        var loopback = address.getAddress() != null && address.getAddress().isLoopbackAddress();
        return new Server(resolver, loopback || settings.trustAuthenticated());
    }

    private static List<Record> recordsOf(Message message, Name owner, int type) {
        List<Record> found = new ArrayList<>();
        for (var answer : message.getSection(Section.ANSWER)) {
            if (answer.getType() == type && answer.getName().equals(owner)) {
                found.add(answer);
            }
        }
        return found;
    }

    private static DnsAnswer<Record> negative(Message message, boolean authenticated) {
        var ttl = NO_SOA_TTL;
        for (var authority : message.getSection(Section.AUTHORITY)) {
            if (authority instanceof SOARecord soa) {
                ttl = Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum()));
            }
        }
        return message.getRcode() == Rcode.NXDOMAIN
                ? new DnsAnswer.NxDomain<>(ttl, authenticated)
                : new DnsAnswer.NoData<>(ttl, authenticated);
    }

    private sealed interface Reply {
        record Received(Message message, boolean trusted) implements Reply {}

        record Silence(String reason) implements Reply {}
    }

    private record Server(SimpleResolver resolver, boolean trusted) {}

    /// How far the aliases led: the last name, the smallest TTL so far, whether all of it was validated.
    private record Chain(Name end, long smallestTtl, boolean authenticated, int length) {

        Chain follow(Message message, boolean trusted) {
            var name = end;
            var ttl = smallestTtl;
            var steps = length + 1;
            var moved = true;
            while (moved && steps <= LONGEST_CHAIN) {
                moved = false;
                for (var answer : message.getSection(Section.ANSWER)) {
                    if (answer instanceof CNAMERecord alias && alias.getName().equals(name)) {
                        name = alias.getTarget();
                        ttl = Math.min(ttl, alias.getTTL());
                        steps++;
                        moved = true;
                    }
                }
            }
            var validated = authenticated && trusted && message.getHeader().getFlag(Flags.AD);
            return new Chain(name, ttl, validated, steps);
        }

        Duration ttl(List<Record> records) {
            var smallest = smallestTtl;
            for (var record : records) {
                smallest = Math.min(smallest, record.getTTL());
            }
            return Duration.ofSeconds(smallest);
        }
    }
}
