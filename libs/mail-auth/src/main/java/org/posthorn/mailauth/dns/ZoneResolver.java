package org.posthorn.mailauth.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ReverseMap;

/// A DNS in memory, for tests and for networks without one. Reads lines as a zone file would have them:
///
/// ```
/// example.com      MX     10 mx1.example.com
/// mx1.example.com  A      192.0.2.1
/// mx1.example.com  AAAA   2001:db8::1
/// www.example.com  CNAME  mx1.example.com
/// example.com      TXT    "v=spf1 mx " "-all"
/// _25._tcp.mx1.example.com  TLSA  3 1 1 ab12cd34
/// 192.0.2.1        PTR    mx1.example.com
/// broken.example   FAIL                    the servers of this name do not answer
/// none.example     MX     0 .
/// ```
///
/// A name that no line mentions, nor anything below it, does not exist. `localhost` is left to the lines.
public final class ZoneResolver implements Resolver {
    private static final Duration TTL = Duration.ofHours(1);
    private static final int LONGEST_CHAIN = 8;

    private final Map<String, List<Entry>> entries;
    private final boolean authenticated;
    private final AtomicInteger questions = new AtomicInteger();

    private ZoneResolver(Map<String, List<Entry>> entries, boolean authenticated) {
        this.entries = entries;
        this.authenticated = authenticated;
    }

    /// Reads the lines.
    ///
    /// @throws IllegalArgumentException for a line that is none of the above
    public static ZoneResolver of(String zone) {
        Map<String, List<Entry>> entries = new HashMap<>();
        zone.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            var words = line.split("\\s+", 3);
            if (words.length < 2) {
                throw new IllegalArgumentException("not a zone line: " + line);
            }
            var value = words.length == 3 ? words[2] : "";
            var owner = words[1].equals("PTR") && !words[0].endsWith(".arpa") ? reverse(words[0]) : words[0];
            entries.computeIfAbsent(DnsName.normal(owner), _ -> new ArrayList<>())
                    .add(new Entry(words[1], value));
        });
        return new ZoneResolver(entries, false);
    }

    /// The same zone, every answer of which counts as DNSSEC-validated.
    public ZoneResolver authenticated() {
        return new ZoneResolver(entries, true);
    }

    /// How many questions were asked so far.
    public int questions() {
        return questions.get();
    }

    @Override
    public DnsAnswer<MxRecord> mx(String name, Duration within) {
        return answer(name, "MX", value -> {
            var words = value.split("\\s+", 2);
            return new MxRecord(Integer.parseInt(words[0]), DnsName.normal(words[1]));
        });
    }

    @Override
    public DnsAnswer<Inet4Address> a(String name, Duration within) {
        return answer(name, "A", value -> (Inet4Address) literal(value));
    }

    @Override
    public DnsAnswer<Inet6Address> aaaa(String name, Duration within) {
        return answer(name, "AAAA", value -> (Inet6Address) literal(value));
    }

    @Override
    public DnsAnswer<String> txt(String name, Duration within) {
        return answer(name, "TXT", ZoneResolver::joinStrings);
    }

    @Override
    public DnsAnswer<TlsaRecord> tlsa(String name, Duration within) {
        return answer(name, "TLSA", value -> {
            var words = value.split("\\s+", 4);
            return new TlsaRecord(
                    Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3]);
        });
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address, Duration within) {
        return answer(ReverseMap.fromAddress(address).toString(), "PTR", DnsName::normal);
    }

    private <T> DnsAnswer<T> answer(String asked, String type, Reading<T> reading) {
        questions.incrementAndGet();
        var name = DnsName.normal(asked);
        for (var step = 0; step < LONGEST_CHAIN; step++) {
            var here = entries.get(name);
            if (here == null) {
                return absent(name);
            }
            if (here.stream().anyMatch(entry -> entry.type().equals("FAIL"))) {
                return new DnsAnswer.TemporaryFailure<>("the DNS did not answer for " + name);
            }
            var found = here.stream()
                    .filter(entry -> entry.type().equals(type))
                    .map(entry -> reading.read(entry.value()))
                    .toList();
            if (!found.isEmpty()) {
                return new DnsAnswer.Found<>(found, TTL, authenticated);
            }
            var alias = aliasIn(here);
            if (alias == null) {
                return new DnsAnswer.NoData<>(TTL, authenticated);
            }
            name = alias;
        }
        return new DnsAnswer.TemporaryFailure<>("the aliases of " + asked + " do not end");
    }

    private <T> DnsAnswer<T> absent(String name) {
        var hasChildren = entries.keySet().stream().anyMatch(other -> DnsName.isWithin(other, name));
        return hasChildren ? new DnsAnswer.NoData<>(TTL, authenticated) : new DnsAnswer.NxDomain<>(TTL, authenticated);
    }

    private static @Nullable String aliasIn(List<Entry> here) {
        for (var entry : here) {
            if (entry.type().equals("CNAME")) {
                return DnsName.normal(entry.value());
            }
        }
        return null;
    }

    private static String joinStrings(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        var joined = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted) {
                joined.append(c);
            }
        }
        return joined.toString();
    }

    private static String reverse(String address) {
        return ReverseMap.fromAddress(literal(address)).toString();
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an address: " + address, e);
        }
    }

    private record Entry(String type, String value) {}

    private interface Reading<T> {
        T read(String value);
    }
}
