package org.posthorn.delivery.nexthop;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.posthorn.delivery.nexthop.NextHop.Nowhere;
import org.posthorn.delivery.nexthop.NextHop.Servers;
import org.posthorn.delivery.nexthop.NextHop.Unknown;
import org.posthorn.delivery.nexthop.NextHopSettings.Family;
import org.posthorn.delivery.transport.Dane;
import org.posthorn.delivery.transport.MailServer;
import org.posthorn.delivery.transport.Opening.Credentials;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.mailauth.dns.DnsAnswer;
import org.posthorn.mailauth.dns.MxRecord;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.mailauth.dns.TlsaRecord;

/// Finds the servers of a domain: its route when there is one, else its mail exchangers by preference,
/// equals in random order, each with its addresses (RFC 5321 §5.1); a domain without any is its own
/// exchanger.
public final class NextHops {
    private static final int SMTP = 25;

    private final Routes routes;
    private final Resolver resolver;
    private final NextHopSettings settings;
    private final RandomGenerator random;
    private final KnownSites known = new KnownSites();

    public NextHops(Routes routes, Resolver resolver, NextHopSettings settings, RandomGenerator random) {
        this.routes = routes;
        this.resolver = resolver;
        this.settings = settings;
        this.random = random;
    }

    /// What is known of the sites of domains without asking.
    public KnownSites known() {
        return known;
    }

    /// Finds the servers.
    ///
    /// @param domain an A-label in lower case, or an address literal in brackets
    /// @param wish of the message's sender
    public NextHop of(String domain, TlsWish wish) {
        var hop = find(domain, wish);
        if (hop instanceof Servers(var site, var _, var _)) {
            known.learn(domain, site);
        }
        return hop;
    }

    private NextHop find(String domain, TlsWish wish) {
        var route = routes.of(domain);
        if (route.isPresent()) {
            return routed(route.get(), wish);
        }
        if (domain.startsWith("[")) {
            return literal(domain, tls(wish, StsFinding.NONE));
        }
        return switch (resolver.mx(domain, settings.lookup())) {
            case DnsAnswer.Found<MxRecord>(var records, var _, var signed) ->
                records.stream().allMatch(MxRecord::isNull)
                        ? new Nowhere("5.1.10", "The domain " + domain + " accepts no mail (null MX)")
                        : exchangers(domain, signed, beforeOurselves(sorted(records)), wish);
            // RFC 5321 §5.1: with neither MX nor error, the domain itself is the exchanger.
            case DnsAnswer.NoData<MxRecord>(var _, var signed) ->
                exchangers(domain, signed, List.of(new MxRecord(0, domain)), wish);
            case DnsAnswer.NxDomain<MxRecord> _ -> new Nowhere("5.1.2", "The domain " + domain + " does not exist");
            case DnsAnswer.TemporaryFailure<MxRecord>(var reason) -> new Unknown("4.4.3", reason);
        };
    }

    /// @param signed the zone that named the exchangers is DNSSEC-validated
    private NextHop exchangers(String domain, boolean signed, List<MxRecord> usable, TlsWish wish) {
        var sts = wish == TlsWish.NONE ? StsFinding.NONE : settings.sts().of(domain);
        var enforced = sts.enforced();
        if (wish == TlsWish.VERIFIED && !signed && enforced.isEmpty()) {
            return unvouched(domain, sts.trouble());
        }
        if (!usable.isEmpty()
                && usable.stream()
                        .noneMatch(mx -> enforced.isEmpty() || enforced.get().allows(mx.host()))) {
            return new Unknown("4.7.5", "No mail exchanger of " + domain + " is allowed by its MTA-STS policy");
        }
        if (usable.isEmpty()) {
            return new Nowhere("5.4.6", "The mail exchanger of " + domain + " is this server, which does not serve it");
        }
        List<MailServer> servers = new ArrayList<>();
        Optional<String> unknown = Optional.empty();
        var asked = new Asked(domain, signed && settings.dane() && wish != TlsWish.NONE, tls(wish, sts));
        var hostsAsked = 0;
        for (var exchanger : usable) {
            var allowed = enforced.isEmpty() || enforced.get().allows(exchanger.host());
            if (allowed && Math.min(hostsAsked, servers.size()) < settings.mostAddresses()) {
                hostsAsked++;
                var reached = addServers(exchanger.host(), asked, servers);
                unknown = unknown.or(() -> reached);
            }
        }
        var hosts = usable.stream().map(MxRecord::host).toList();
        return chosen(new Found(domain, hosts, servers, TlsPolicy.of(domain, sts)), unknown);
    }

    /// The name that the certificate is checked against must itself be trusted (RFC 8689 §4.2.1). Who keeps us from
    /// a policy must not turn mail back: it waits.
    private static NextHop unvouched(String domain, Optional<StsFinding.Trouble> trouble) {
        return trouble.<NextHop>map(each -> new Unknown(
                        "4.7.30",
                        "The sender requires verified TLS, and the MTA-STS policy that may vouch for the MX of "
                                + domain + " cannot be had now: " + each.reason()))
                .orElse(new Nowhere(
                        "5.7.30", "The sender requires verified TLS, and nothing vouches for the MX of " + domain));
    }

    private static Tls tls(TlsWish wish, StsFinding sts) {
        if (wish == TlsWish.VERIFIED || sts.enforced().isPresent()) {
            return Tls.VERIFIED;
        }
        return sts.policy().isPresent() ? Tls.TESTED : Tls.IF_OFFERED;
    }

    /// @param dane the zone that named the exchangers is DNSSEC-validated, and the records of theirs count
    /// @param tls where the exchanger's own zone says nothing
    private record Asked(String domain, boolean dane, Tls tls) {}

    private record Found(String domain, List<String> hosts, List<MailServer> servers, TlsPolicy policy) {}

    private NextHop chosen(Found found, Optional<String> unknown) {
        var domain = found.domain();
        var servers = found.servers();
        var outside = servers.stream()
                .filter(server -> !settings.ourAddresses().test(server.address().getAddress()))
                .toList();
        if (!outside.isEmpty()) {
            return new Servers(
                    Site.ofExchangers(found.hosts(), settings.rules()), firstOfEachFamily(outside), found.policy());
        }
        if (unknown.isPresent()) {
            return new Unknown("4.4.3", unknown.get());
        }
        return servers.isEmpty()
                ? new Nowhere("5.4.4", "The domain " + domain + " has no server for mail")
                : new Nowhere("5.4.6", "The mail exchanger of " + domain + " is this server, which does not serve it");
    }

    /// Our source may have an address of one family only.
    private List<MailServer> firstOfEachFamily(List<MailServer> servers) {
        var families = servers.stream().collect(Collectors.partitioningBy(MailServer::isSix));
        var first = families.values().stream()
                .flatMap(family -> family.stream().limit(settings.mostAddresses()))
                .collect(Collectors.toSet());
        return servers.stream().filter(first::contains).toList();
    }

    /// Adds the addresses of a host; tells when somebody could not say.
    private Optional<String> addServers(String host, Asked asked, List<MailServer> servers) {
        List<DnsAnswer<? extends InetAddress>> answers = new ArrayList<>();
        if (settings.family() != Family.IPV4) {
            answers.add(resolver.aaaa(host, settings.lookup()));
        }
        if (settings.family() != Family.IPV6) {
            answers.add(resolver.a(host, settings.lookup()));
        }
        var addresses =
                answers.stream().flatMap(answer -> answer.records().stream()).toList();
        if (addresses.isEmpty() || !asked.dane() || !answers.stream().allMatch(NextHops::isSigned)) {
            addresses.forEach(address -> servers.add(server(host, address, asked.tls())));
            return answers.stream()
                    .map(NextHops::failure)
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        return switch (resolver.tlsa("_25._tcp." + host, settings.lookup())) {
            case DnsAnswer.Found<TlsaRecord>(var records, var _, var authenticated)
            when authenticated -> {
                var usable = records.stream().filter(TlsaRecord::isUsable).toList();
                var dane = new Dane(usable, List.of(host, asked.domain()));
                addresses.forEach(address -> servers.add(named(host, address, dane)));
                yield Optional.empty();
            }
            // RFC 7672 §2.1.2: who keeps us from the records could keep us from TLS.
            case DnsAnswer.TemporaryFailure<TlsaRecord>(var reason) -> Optional.of(reason);
            case DnsAnswer.Found<TlsaRecord> _, DnsAnswer.NoData<TlsaRecord> _, DnsAnswer.NxDomain<TlsaRecord> _ -> {
                addresses.forEach(address -> servers.add(server(host, address, asked.tls())));
                yield Optional.empty();
            }
        };
    }

    private static MailServer named(String host, InetAddress address, Dane dane) {
        var socket = new InetSocketAddress(address, SMTP);
        return dane.records().isEmpty()
                ? new MailServer(host, socket, Tls.REQUIRED, Optional.empty())
                : new MailServer(host, socket, Tls.DANE, Optional.empty(), Optional.of(dane));
    }

    private static boolean isSigned(DnsAnswer<?> answer) {
        return switch (answer) {
            case DnsAnswer.Found<?>(var _, var _, var authenticated) -> authenticated;
            case DnsAnswer.NoData<?>(var _, var authenticated) -> authenticated;
            case DnsAnswer.NxDomain<?>(var _, var authenticated) -> authenticated;
            case DnsAnswer.TemporaryFailure<?> _ -> false;
        };
    }

    private static Optional<String> failure(DnsAnswer<?> answer) {
        return answer instanceof DnsAnswer.TemporaryFailure<?>(var reason) ? Optional.of(reason) : Optional.empty();
    }

    private static MailServer server(String host, InetAddress address, Tls tls) {
        return new MailServer(host, new InetSocketAddress(address, SMTP), tls, Optional.empty());
    }

    private List<MxRecord> sorted(List<MxRecord> records) {
        var shuffled =
                new ArrayList<>(records.stream().filter(mx -> !mx.isNull()).toList());
        Collections.shuffle(shuffled, random);
        shuffled.sort(Comparator.comparingInt(MxRecord::preference));
        return shuffled;
    }

    /// Only exchangers that are preferred to us may have the mail, else it would come back (RFC 5321 §5.1).
    private List<MxRecord> beforeOurselves(List<MxRecord> sorted) {
        var ours = sorted.stream()
                .filter(mx -> settings.ourNames().contains(mx.host()))
                .mapToInt(MxRecord::preference)
                .min();
        return sorted.stream()
                .filter(mx -> ours.isEmpty() || mx.preference() < ours.getAsInt())
                .toList();
    }

    /// Loopback, or an address of one of this machine's interfaces.
    public static boolean isThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return false;
        }
    }

    /// Routes are the operator's: names as the system knows them, and no question whether they are
    /// ourselves.
    private NextHop routed(Route route, TlsWish wish) {
        var smarthost = routes.isSmarthost(route);
        var tls = wish == TlsWish.VERIFIED ? Tls.VERIFIED : smarthost ? settings.smarthostTls() : Tls.IF_OFFERED;
        var login = smarthost ? settings.smarthostLogin() : Optional.<Credentials>empty();
        try {
            var servers = Arrays.stream(InetAddress.getAllByName(route.host()))
                    .filter(this::isOfFamily)
                    .map(ip -> new MailServer(route.host(), new InetSocketAddress(ip, route.port()), tls, login))
                    .toList();
            return servers.isEmpty()
                    ? new Unknown("4.4.3", "The route " + route.host() + " has no address of the configured family")
                    : new Servers(
                            Site.ofRoute(route, settings.rules()),
                            firstOfEachFamily(servers),
                            TlsPolicy.none(route.host()));
        } catch (UnknownHostException _) {
            return new Unknown("4.4.3", "The route " + route.host() + " has no address");
        }
    }

    private boolean isOfFamily(InetAddress address) {
        return switch (settings.family()) {
            case ANY -> true;
            case IPV4 -> !(address instanceof Inet6Address);
            case IPV6 -> address instanceof Inet6Address;
        };
    }

    /// `[192.0.2.1]` and `[IPv6:2001:db8::1]` (RFC 5321 §4.1.3).
    private NextHop literal(String domain, Tls tls) {
        var text = domain.substring(1, domain.length() - 1);
        var address = text.regionMatches(true, 0, "IPv6:", 0, 5) ? text.substring(5) : text;
        try {
            var wanted = InetAddress.ofLiteral(address);
            return settings.ourAddresses().test(wanted)
                    ? new Nowhere("5.4.6", "The address " + domain + " is this server, which does not serve it")
                    : new Servers(
                            Site.ofExchangers(List.of(domain), settings.rules()),
                            List.of(server(domain, wanted, tls)),
                            TlsPolicy.none(domain));
        } catch (IllegalArgumentException _) {
            return new Nowhere("5.1.2", "The address " + domain + " cannot be read");
        }
    }
}
