package org.posthorn.policy.signing;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.posthorn.mailauth.dkim.DkimKey;
import org.posthorn.mailauth.dns.DnsAnswer;
import org.posthorn.mailauth.dns.Resolver;

/// Asks the DNS whether the public half of a key is published (RFC 6376 §3.6.2).
public final class KeyRecordCheck {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final Resolver resolver;

    KeyRecordCheck(Resolver resolver) {
        this.resolver = resolver;
    }

    /// What the DNS has.
    public enum Result {
        /// The record is there.
        PUBLISHED,
        /// There is no record.
        MISSING,
        /// A record stands there, of another key.
        DIFFERENT,
        /// The DNS did not answer.
        UNKNOWN
    }

    /// @param detail a sentence for people
    public record Found(Result result, String detail) {}

    Found of(DkimKey key) {
        return judge(key, resolver.txt(key.dnsName(), WITHIN));
    }

    /// Compares the key with what the DNS answered.
    public static Found judge(DkimKey key, DnsAnswer<String> answer) {
        return switch (answer) {
            case DnsAnswer.TemporaryFailure<String>(var reason) ->
                new Found(Result.UNKNOWN, "The DNS did not answer: " + reason + ".");
            case DnsAnswer.NoData<String> _, DnsAnswer.NxDomain<String> _ ->
                new Found(Result.MISSING, "There is no record " + key.dnsName() + " yet.");
            case DnsAnswer.Found<String>(var records, var _, var _) -> compare(key, records);
        };
    }

    private static Found compare(DkimKey key, List<String> records) {
        var wanted = tag(key.dnsText(), "p");
        var published =
                records.stream().filter(record -> !tag(record, "p").isEmpty()).toList();
        if (published.isEmpty()) {
            return new Found(Result.MISSING, "The TXT record at " + key.dnsName() + " holds no key.");
        }
        if (published.size() > 1) {
            return new Found(
                    Result.DIFFERENT, "There are " + published.size() + " keys at " + key.dnsName() + ", not one.");
        }
        return tag(published.getFirst(), "p").equals(wanted)
                ? new Found(Result.PUBLISHED, "The record is published.")
                : new Found(Result.DIFFERENT, "The record at " + key.dnsName() + " is of another key.");
    }

    /// The value of a tag without the white space that may stand in it (RFC 6376 §3.2).
    private static String tag(String record, String name) {
        for (var part : record.split(";")) {
            int equals = part.indexOf('=');
            if (equals > 0
                    && part.substring(0, equals)
                            .strip()
                            .toLowerCase(Locale.ROOT)
                            .equals(name)) {
                return part.substring(equals + 1).replaceAll("\\s+", "");
            }
        }
        return "";
    }
}
