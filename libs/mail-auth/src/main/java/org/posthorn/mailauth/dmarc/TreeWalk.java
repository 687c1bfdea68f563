package org.posthorn.mailauth.dmarc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailauth.dns.DnsAnswer;
import org.posthorn.mailauth.dns.Resolver;

/// The DNS tree walk (RFC 9989 §4.10): the records from a name up to its top label, at most eight
/// questions.
///
/// @param start where the walk began
/// @param steps the names that have a record, from `start` upwards
/// @param failure why the walk could not be finished
record TreeWalk(String start, List<Step> steps, Optional<String> failure) {
    /// A name with more labels than this continues with its last seven (§4.10, step 5).
    private static final int MOST_LABELS = 8;

    record Step(String name, DmarcRecord record) {}

    static TreeWalk from(String start, Resolver resolver, long deadline) {
        List<Step> steps = new ArrayList<>();
        for (var name : names(start)) {
            switch (resolver.txt("_dmarc." + name, left(deadline))) {
                case DnsAnswer.TemporaryFailure<String>(var reason) -> {
                    return new TreeWalk(start, steps, Optional.of(reason));
                }
                case DnsAnswer.NoData<String> _, DnsAnswer.NxDomain<String> _ -> {
                    // nothing here: further up
                }
                case DnsAnswer.Found<String>(var texts, var _, var _) -> {
                    var record = only(texts);
                    record.ifPresent(found -> steps.add(new Step(name, found)));
                    if (record.isPresent() && record.get().suffix() != DmarcRecord.Suffix.UNSAID) {
                        return new TreeWalk(start, steps, Optional.empty());
                    }
                }
            }
        }
        return new TreeWalk(start, steps, Optional.empty());
    }

    /// More than one record is as good as none (§4.10.1).
    private static Optional<DmarcRecord> only(List<String> texts) {
        var records = texts.stream().filter(DmarcRecord::isRecord).toList();
        return records.size() == 1 ? DmarcRecord.parse(records.getFirst()) : Optional.empty();
    }

    static List<String> names(String start) {
        List<String> names = new ArrayList<>();
        names.add(start);
        var labels = start.split("\\.");
        for (var kept = Math.min(labels.length - 1, MOST_LABELS - 1); kept > 0; kept--) {
            names.add(String.join(".", List.of(labels).subList(labels.length - kept, labels.length)));
        }
        return names;
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    /// The organizational domain of `start` (§4.10.2).
    ///
    /// A record at a public suffix that does not say `psd=y` counts as if it did, and where the tree has
    /// no record at all the list decides, as RFC 7489 §3.2 has it (ADR 0029).
    String organizationalDomain(PublicSuffixes suffixes) {
        if (steps.isEmpty()) {
            return suffixes.registered(start).orElse(start);
        }
        var top = steps.getLast();
        if (top.record().suffix() == DmarcRecord.Suffix.ORGANIZATION) {
            return top.name();
        }
        var isPublic = top.record().suffix() == DmarcRecord.Suffix.PUBLIC || suffixes.isSuffix(top.name());
        return isPublic && !top.name().equals(start) ? oneBelow(top.name()) : top.name();
    }

    private String oneBelow(String suffix) {
        var rest = start.substring(0, start.length() - suffix.length() - 1);
        return start.substring(rest.lastIndexOf('.') + 1);
    }

    /// The record that holds for `start`: its own, that of its organization, or that of the public
    /// suffix above (§4.10.1).
    Optional<Step> policy(String organization) {
        return at(start).or(() -> at(organization)).or(() -> steps.stream().reduce((_, last) -> last));
    }

    private Optional<Step> at(String name) {
        return steps.stream().filter(step -> step.name().equals(name)).findFirst();
    }
}
