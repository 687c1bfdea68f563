package org.posthorn.mailauth.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.mailauth.dkim.ArcResult;
import org.posthorn.mailauth.dkim.DkimResult;
import org.posthorn.mailauth.dmarc.DmarcRecord;
import org.posthorn.mailauth.dmarc.DmarcResult;
import org.posthorn.mailauth.spf.SpfResult;

/// What is known about the sender of one message.
///
/// @param helo SPF of the HELO identity
/// @param mailFrom SPF of the MAIL FROM identity
/// @param signatures DKIM, from the top down
/// @param times how long each step took
public record Evidence(
        SpfResult helo,
        SpfResult mailFrom,
        List<DkimResult> signatures,
        ArcResult arc,
        DmarcResult dmarc,
        IprevResult iprev,
        Times times) {

    /// Microseconds of each step.
    public record Times(long spf, long dkim, long arc, long dmarc, long iprev) {}

    /// One fact in words.
    ///
    /// @param method and the result, in the terms of RFC 8601
    public record Fact(String method, String result, String detail, long micros) {}

    /// Whether an answer of the DNS that is still missing could change what the owner of the author's
    /// domain asks for.
    public boolean undecided() {
        var mayMatter = dmarc.record().isEmpty() || dmarc.requested() != DmarcRecord.Policy.NONE;
        return dmarc.status() == DmarcResult.Status.TEMPERROR && mayMatter;
    }

    /// Who passed the message on and is believed in what it says of it (RFC 8617 §7), when there is somebody.
    ///
    /// @param trusted domains, lower case
    public Optional<String> trustedSealer(List<String> trusted) {
        return arc.status() == ArcResult.Status.PASS ? arc.sealedBy().filter(trusted::contains) : Optional.empty();
    }

    /// Whether the owner of the author's domain asks to reject it, and nobody who is trusted speaks for it.
    public boolean rejected(List<String> trustedSealers) {
        return dmarc.disposition() == DmarcRecord.Policy.REJECT
                && trustedSealer(trustedSealers).isEmpty();
    }

    /// All of it, for people.
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("spf", lower(mailFrom.status()), detail(mailFrom), times.spf()));
        for (var signature : signatures) {
            var detail = "d=" + signature.domain() + " s=" + signature.selector() + said(signature.reason());
            facts.add(new Fact("dkim", lower(signature.status()), detail, times.dkim() / signatures.size()));
        }
        if (signatures.isEmpty()) {
            facts.add(new Fact("dkim", "none", "The message is not signed.", times.dkim()));
        }
        facts.add(new Fact("dmarc", lower(dmarc.status()), detail(dmarc), times.dmarc()));
        if (arc.status() != ArcResult.Status.NONE) {
            var detail = arc.instances() + " sets"
                    + arc.sealedBy().map(by -> ", sealed by " + by).orElse("") + said(arc.reason());
            facts.add(new Fact("arc", lower(arc.status()), detail, times.arc()));
        }
        facts.add(new Fact("iprev", lower(iprev.status()), detail(iprev), times.iprev()));
        return facts;
    }

    private static String detail(SpfResult spf) {
        return spf.domain() + spf.directive().map(directive -> ": " + directive).orElse("") + said(spf.problem());
    }

    private static String detail(DmarcResult dmarc) {
        var policy = dmarc.record().isPresent() ? " p=" + lower(dmarc.requested()) : "";
        return dmarc.authorDomain() + policy + said(dmarc.reason());
    }

    private static String detail(IprevResult iprev) {
        return iprev.address().getHostAddress()
                + iprev.name().map(name -> " is " + name).orElse("");
    }

    private static String said(Optional<String> reason) {
        return reason.map(text -> " (" + text + ")").orElse("");
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
