package org.posthorn.mailauth.spf;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.posthorn.mailauth.dns.DnsAnswer;
import org.posthorn.mailauth.dns.MxRecord;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.mailauth.dns.TlsaRecord;
import org.xbill.DNS.ReverseMap;

/// The zone data of the suite: SPF records stand for TXT records where a name has no TXT of its own, and TIMEOUT is the
/// answer for every type that does not stand before it.
final class VectorZone implements Resolver {
    private static final Duration TTL = Duration.ofHours(1);

    private static final int LONGEST_CHAIN = 8;

    private final Map<String, List<Object>> names = new HashMap<>();

    VectorZone(Map<String, Object> zone) {
        zone.forEach((name, entries) -> names.put(normal(name), List.copyOf((List<?>) entries)));
    }

    @Override
    public DnsAnswer<MxRecord> mx(String name, Duration within) {
        return answer(name, "MX", value -> {
            var pair = (List<?>) value;
            return new MxRecord(Integer.parseInt(String.valueOf(pair.get(0))), normal(String.valueOf(pair.get(1))));
        });
    }

    @Override
    public DnsAnswer<Inet4Address> a(String name, Duration within) {
        return answer(name, "A", value -> (Inet4Address) InetAddress.ofLiteral(String.valueOf(value)));
    }

    @Override
    public DnsAnswer<Inet6Address> aaaa(String name, Duration within) {
        return answer(name, "AAAA", value -> (Inet6Address) InetAddress.ofLiteral(String.valueOf(value)));
    }

    @Override
    public DnsAnswer<String> txt(String name, Duration within) {
        var ownTexts = has(name, "TXT");
        return answer(name, ownTexts ? "TXT" : "SPF", VectorZone::joined);
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address, Duration within) {
        return answer(ReverseMap.fromAddress(address).toString(), "PTR", value -> normal(String.valueOf(value)));
    }

    @Override
    public DnsAnswer<TlsaRecord> tlsa(String name, Duration within) {
        return new DnsAnswer.NoData<>(within, false);
    }

    private boolean has(String name, String type) {
        return names.getOrDefault(target(name), List.of()).stream()
                .anyMatch(entry -> entry instanceof Map<?, ?> record && record.containsKey(type));
    }

    private <T> DnsAnswer<T> answer(String name, String type, Function<Object, T> reading) {
        var target = target(name);
        if (target.isEmpty()) {
            return new DnsAnswer.TemporaryFailure<>("the aliases of " + name + " do not end");
        }
        var entries = names.get(target);
        if (entries == null) {
            return new DnsAnswer.NxDomain<>(TTL, false);
        }
        List<T> found = new ArrayList<>();
        for (var entry : entries) {
            if (entry instanceof Map<?, ?> record) {
                var value = record.get(type);
                if (value != null && !value.equals("NONE")) {
                    found.add(reading.apply(value));
                }
            } else if (found.isEmpty()) {
                return new DnsAnswer.TemporaryFailure<>("the zone says " + entry);
            }
        }
        return found.isEmpty() ? new DnsAnswer.NoData<>(TTL, false) : new DnsAnswer.Found<>(found, TTL, false);
    }

    /// Where the aliases lead; empty when they do not end.
    private String target(String name) {
        var target = normal(name);
        for (var step = 0; step < LONGEST_CHAIN; step++) {
            var alias = names.getOrDefault(target, List.of()).stream()
                    .filter(entry -> entry instanceof Map<?, ?> record && record.containsKey("CNAME"))
                    .map(entry -> normal(String.valueOf(((Map<?, ?>) entry).get("CNAME"))))
                    .findFirst();
            if (alias.isEmpty()) {
                return target;
            }
            target = alias.get();
        }
        return "";
    }

    private static String joined(Object value) {
        return value instanceof List<?> strings
                ? String.join("", strings.stream().map(String::valueOf).toList())
                : String.valueOf(value);
    }

    private static String normal(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
