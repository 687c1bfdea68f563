package org.posthorn.mailauth.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.posthorn.mailauth.dkim.TagList;

/// A policy record (RFC 9989 §4.7, RFC 7489 §6.3), read.
///
/// @param policy for the domain itself (`p`)
/// @param subdomains for existing names below it (`sp`)
/// @param absentSubdomains for names below it that do not exist (`np`)
/// @param strictDkim `adkim=s`
/// @param strictSpf `aspf=s`
/// @param suffix what `psd` says about the place in the tree
/// @param testing `t=y`, or `pct=0` of older records: one step milder than it says
/// @param aggregateReports where the owner wants reports (`rua`), at most ten
/// @param failureReports the same for `ruf`
public record DmarcRecord(
        Policy policy,
        Policy subdomains,
        Policy absentSubdomains,
        boolean strictDkim,
        boolean strictSpf,
        Suffix suffix,
        boolean testing,
        List<ReportAddress> aggregateReports,
        List<ReportAddress> failureReports) {
    private static final int MOST_REPORT_ADDRESSES = 10;
    private static final Pattern VERSION = Pattern.compile("v[ \\t]*=[ \\t]*DMARC1[ \\t]*(;|$)");

    /// What the owner asks for.
    public enum Policy {
        NONE,
        QUARANTINE,
        REJECT;

        static Optional<Policy> of(String tag) {
            return switch (tag.toLowerCase(Locale.ROOT)) {
                case "none" -> Optional.of(NONE);
                case "quarantine" -> Optional.of(QUARANTINE);
                case "reject" -> Optional.of(REJECT);
                default -> Optional.empty();
            };
        }

        /// One step down, for a policy under test.
        Policy milder() {
            return switch (this) {
                case REJECT -> QUARANTINE;
                case QUARANTINE, NONE -> NONE;
            };
        }
    }

    /// The `psd` tag.
    public enum Suffix {
        /// `y`: names below it belong to others.
        PUBLIC,
        /// `n`: an organizational domain.
        ORGANIZATION,
        UNSAID
    }

    /// A destination of reports.
    ///
    /// @param address a mail address
    /// @param largest octets of a report that it takes; absent when any (`!10m`, RFC 7489 §6.2)
    public record ReportAddress(String address, Optional<Long> largest) {}

    /// Whether a TXT record is one of DMARC's, sound or not.
    static boolean isRecord(String text) {
        return VERSION.matcher(text).lookingAt();
    }

    /// Reads a TXT record; empty when it is no DMARC record, or one that asks for nothing (RFC 9989
    /// §4.10.1).
    public static Optional<DmarcRecord> parse(String text) {
        var parsed = TagList.parse(text);
        if (parsed.isEmpty() || !isRecord(text)) {
            return Optional.empty();
        }
        var tags = parsed.get();
        var reports = addresses(tags.compact("rua").orElse(""));
        var policy = policy(tags, "p");
        var subdomains = policy(tags, "sp");
        var absent = policy(tags, "np");
        var sound = policy.isPresent()
                && subdomains.isPresent() == tags.find("sp").isPresent()
                && absent.isPresent() == tags.find("np").isPresent();
        if (!sound && reports.isEmpty()) {
            return Optional.empty();
        }
        var own = sound ? policy.orElseThrow() : Policy.NONE;
        var below = sound ? subdomains.orElse(own) : Policy.NONE;
        return Optional.of(new DmarcRecord(
                own,
                below,
                sound ? absent.orElse(below) : Policy.NONE,
                is(tags, "adkim", "s"),
                is(tags, "aspf", "s"),
                is(tags, "psd", "y") ? Suffix.PUBLIC : is(tags, "psd", "n") ? Suffix.ORGANIZATION : Suffix.UNSAID,
                is(tags, "t", "y") || (tags.find("t").isEmpty() && is(tags, "pct", "0")),
                reports,
                addresses(tags.compact("ruf").orElse(""))));
    }

    private static Optional<Policy> policy(TagList tags, String name) {
        return tags.compact(name).flatMap(Policy::of);
    }

    private static boolean is(TagList tags, String name, String value) {
        return tags.compact(name).filter(value::equalsIgnoreCase).isPresent();
    }

    /// `mailto:a@example.com!10m,mailto:b@example.net`; other schemes are ignored, as RFC 7489 §6.3 allows.
    private static List<ReportAddress> addresses(String list) {
        List<ReportAddress> found = new ArrayList<>();
        for (var uri : list.split(",")) {
            var mailto = uri.regionMatches(true, 0, "mailto:", 0, 7);
            var mark = uri.lastIndexOf('!');
            var address = mailto ? uri.substring(7, mark > 7 ? mark : uri.length()) : "";
            var size = mark > 7 ? size(uri.substring(mark + 1)) : Optional.<Long>empty();
            var broken = mark > 7 && size.isEmpty();
            if (address.indexOf('@') > 0 && !broken && found.size() < MOST_REPORT_ADDRESSES) {
                found.add(new ReportAddress(address, size));
            }
        }
        return List.copyOf(found);
    }

    private static Optional<Long> size(String text) {
        var unit = text.isEmpty() ? ' ' : Character.toLowerCase(text.charAt(text.length() - 1));
        var shift = "kmgt".indexOf(unit);
        var digits = shift < 0 ? text : text.substring(0, text.length() - 1);
        var number = !digits.isEmpty() && digits.length() <= 6 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Optional.of(Long.parseLong(digits) << (10 * (shift + 1))) : Optional.empty();
    }
}
