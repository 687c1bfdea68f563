package org.posthorn.mailauth.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;

/// The questions that mail asks the DNS. Names are A-labels (RFC 5891), in any case, with or without the
/// trailing dot; aliases (CNAME) are followed, as RFC 5321 §5.1 asks. Each call ends within the time it is
/// given.
public interface Resolver {

    /// The mail exchangers as the zone lists them; sorting and shuffling is the caller's.
    DnsAnswer<MxRecord> mx(String name, Duration within);

    /// IPv4 addresses.
    DnsAnswer<Inet4Address> a(String name, Duration within);

    /// IPv6 addresses.
    DnsAnswer<Inet6Address> aaaa(String name, Duration within);

    /// Text records: the strings of each record joined without a separator (RFC 7208 §3.3, RFC 6376
    /// §3.6.2.2), one character per octet.
    DnsAnswer<String> txt(String name, Duration within);

    /// What a service's zone says about its certificates; the name is `_25._tcp.mx.example.com` (RFC 6698
    /// §3).
    DnsAnswer<TlsaRecord> tlsa(String name, Duration within);

    /// The names of an address, lower case, without the trailing dot.
    DnsAnswer<String> ptr(InetAddress address, Duration within);
}
