package org.posthorn.mailauth.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Asks recursive servers over UDP, and TCP where the answer is cut (RFC 7766), behind a cache per record
/// type. Cheap to call: a known answer costs a map look-up.
public final class DnsJavaResolver implements Resolver {
    private final DnsSettings settings;
    private final RecursiveQuery network;
    private final Semaphore onTheWire;
    private final AnswerCache<MxRecord> exchangers;
    private final AnswerCache<Inet4Address> addresses4;
    private final AnswerCache<Inet6Address> addresses6;
    private final AnswerCache<String> texts;
    private final AnswerCache<String> pointers;
    private final AnswerCache<TlsaRecord> certificates;

    public DnsJavaResolver(DnsSettings settings) {
        this(settings, InstantSource.system());
    }

    DnsJavaResolver(DnsSettings settings, InstantSource clock) {
        this.settings = settings;
        this.network = new RecursiveQuery(settings);
        this.onTheWire = new Semaphore(settings.concurrentQueries());
        this.exchangers = new AnswerCache<>(clock, settings.cacheEntries(), this::keepFor);
        this.addresses4 = new AnswerCache<>(clock, settings.cacheEntries(), this::keepFor);
        this.addresses6 = new AnswerCache<>(clock, settings.cacheEntries(), this::keepFor);
        this.texts = new AnswerCache<>(clock, settings.cacheEntries(), this::keepFor);
        this.certificates = new AnswerCache<>(clock, settings.cacheEntries(), this::keepFor);
        this.pointers = new AnswerCache<>(clock, settings.cacheEntries(), this::keepFor);
    }

    @Override
    public DnsAnswer<MxRecord> mx(String name, Duration within) {
        var normal = DnsName.normal(name);
        DnsAnswer<MxRecord> special = settings.specialUseLocally() ? SpecialUseNames.answer(normal) : null;
        return special != null
                ? special
                : exchangers.get(normal, within, asked -> ask(asked, Type.MX, DnsJavaResolver::exchanger));
    }

    @Override
    public DnsAnswer<Inet4Address> a(String name, Duration within) {
        var normal = DnsName.normal(name);
        var special = settings.specialUseLocally() ? SpecialUseNames.a(normal) : null;
        return special != null
                ? special
                : addresses4.get(normal, within, asked -> ask(asked, Type.A, DnsJavaResolver::address4));
    }

    @Override
    public DnsAnswer<Inet6Address> aaaa(String name, Duration within) {
        var normal = DnsName.normal(name);
        var special = settings.specialUseLocally() ? SpecialUseNames.aaaa(normal) : null;
        return special != null
                ? special
                : addresses6.get(normal, within, asked -> ask(asked, Type.AAAA, DnsJavaResolver::address6));
    }

    @Override
    public DnsAnswer<String> txt(String name, Duration within) {
        var normal = DnsName.normal(name);
        DnsAnswer<String> special = settings.specialUseLocally() ? SpecialUseNames.answer(normal) : null;
        return special != null
                ? special
                : texts.get(normal, within, asked -> ask(asked, Type.TXT, DnsJavaResolver::text));
    }

    @Override
    public DnsAnswer<TlsaRecord> tlsa(String name, Duration within) {
        return certificates.get(
                DnsName.normal(name), within, asked -> ask(asked, Type.TLSA, DnsJavaResolver::certificate));
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address, Duration within) {
        var name = DnsName.normal(ReverseMap.fromAddress(address).toString());
        return pointers.get(name, within, asked -> ask(asked, Type.PTR, DnsJavaResolver::pointer));
    }

    private <T> DnsAnswer<T> ask(String name, int type, Reading<T> reading) {
        Name absolute;
        try {
            absolute = Name.fromString(name, Name.root);
        } catch (TextParseException _) {
            // A name that cannot be a name cannot exist: a bounce now is kinder than five days of retries.
            return new DnsAnswer.NxDomain<>(settings.longestNegativeTtl(), false);
        }
        onTheWire.acquireUninterruptibly();
        try {
            return read(network.ask(absolute, type), reading);
        } finally {
            onTheWire.release();
        }
    }

    private static <T> DnsAnswer<T> read(DnsAnswer<Record> raw, Reading<T> reading) {
        return switch (raw) {
            case DnsAnswer.Found<Record>(var records, var ttl, var authenticated) -> {
                List<T> values = new ArrayList<>(records.size());
                for (var record : records) {
                    var value = reading.read(record);
                    if (value != null) {
                        values.add(value);
                    }
                }
                yield values.isEmpty()
                        ? new DnsAnswer.NoData<>(ttl, authenticated)
                        : new DnsAnswer.Found<>(values, ttl, authenticated);
            }
            case DnsAnswer.NoData<Record>(var ttl, var authenticated) -> new DnsAnswer.NoData<>(ttl, authenticated);
            case DnsAnswer.NxDomain<Record>(var ttl, var authenticated) -> new DnsAnswer.NxDomain<>(ttl, authenticated);
            case DnsAnswer.TemporaryFailure<Record>(var reason) -> new DnsAnswer.TemporaryFailure<>(reason);
        };
    }

    private Duration keepFor(DnsAnswer<?> answer) {
        return switch (answer) {
            case DnsAnswer.Found<?>(var _, var ttl, var _) -> shorter(ttl, settings.longestTtl());
            case DnsAnswer.NoData<?>(var ttl, var _) -> shorter(ttl, settings.longestNegativeTtl());
            case DnsAnswer.NxDomain<?>(var ttl, var _) -> shorter(ttl, settings.longestNegativeTtl());
            case DnsAnswer.TemporaryFailure<?> _ -> settings.failureTtl();
        };
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static @Nullable MxRecord exchanger(Record answer) {
        return answer instanceof MXRecord mx
                ? new MxRecord(mx.getPriority(), DnsName.normal(mx.getTarget().toString()))
                : null;
    }

    private static @Nullable Inet4Address address4(Record answer) {
        return answer instanceof ARecord a && a.getAddress() instanceof Inet4Address address ? address : null;
    }

    private static @Nullable Inet6Address address6(Record answer) {
        // An IPv4-mapped AAAA comes out of the JDK as an IPv4 address: nothing that IPv6 could reach.
        return answer instanceof AAAARecord a && a.getAddress() instanceof Inet6Address address ? address : null;
    }

    private static @Nullable String text(Record answer) {
        if (!(answer instanceof TXTRecord txt)) {
            return null;
        }
        var joined = new StringBuilder();
        for (var part : txt.getStringsAsByteArrays()) {
            joined.append(new String(part, StandardCharsets.ISO_8859_1));
        }
        return joined.toString();
    }

    private static @Nullable TlsaRecord certificate(Record answer) {
        return answer instanceof TLSARecord tlsa
                ? new TlsaRecord(
                        tlsa.getCertificateUsage(),
                        tlsa.getSelector(),
                        tlsa.getMatchingType(),
                        HexFormat.of().formatHex(tlsa.getCertificateAssociationData()))
                : null;
    }

    private static @Nullable String pointer(Record answer) {
        return answer instanceof PTRRecord ptr ? DnsName.normal(ptr.getTarget().toString()) : null;
    }

    /// One record's value; null for a record of another type.
    private interface Reading<T> {
        @Nullable
        T read(Record answer);
    }
}
