package org.posthorn.policy.judgement;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Origin;
import org.posthorn.events.Verdict;
import org.posthorn.mailauth.dmarc.DmarcRecord;
import org.posthorn.mailauth.evidence.Evidence;

/// Decides what becomes of a message from the facts about it. The default judgement: what the owner of
/// the author's domain wants quarantined or rejected goes to Junk; nothing is bounced, since the sender
/// is forged.
public final class Judge {
    private final List<String> trustedSealers;

    /// @param trustedSealers domains, lower case, whose ARC seal is believed (RFC 8617 §7)
    public Judge(List<String> trustedSealers) {
        this.trustedSealers = List.copyOf(trustedSealers);
    }

    /// @param evidence absent where there was nothing to check
    public Judgement judge(MessageAccepted message, Optional<Evidence> evidence) {
        var verdict = evidence.map(this::verdict).orElseGet(() -> new Verdict.Deliver(reason(message.origin())));
        var facts = evidence.map(Evidence::facts).orElse(List.of()).stream()
                .map(Judge::fact)
                .toList();
        return new Judgement(verdict, facts);
    }

    /// The same, with what is only noted.
    ///
    /// @param noted of the client
    public static Judgement noting(Judgement judged, List<Evidence.Fact> noted) {
        var facts = Stream.concat(judged.evidence().stream(), noted.stream().map(Judge::fact));
        return new Judgement(judged.verdict(), facts.toList());
    }

    private static MessageJudged.Evidence fact(Evidence.Fact fact) {
        return new MessageJudged.Evidence(fact.method(), fact.result(), fact.detail(), fact.micros());
    }

    /// The same, with what the content of a stranger's message shows by itself: a test of the filter is held.
    ///
    /// @param content facts about the content
    public Judgement judge(MessageAccepted message, Optional<Evidence> evidence, List<MessageJudged.Evidence> content) {
        var judged = judge(message, evidence);
        if (content.isEmpty()) {
            return judged;
        }
        var facts = Stream.concat(judged.evidence().stream(), content.stream()).toList();
        return new Judgement(new Verdict.Quarantine(content.getFirst().detail()), facts);
    }

    private Verdict verdict(Evidence evidence) {
        var dmarc = evidence.dmarc();
        if (dmarc.disposition() == DmarcRecord.Policy.NONE) {
            return new Verdict.Deliver("Nothing speaks against it.");
        }
        var sealer = evidence.trustedSealer(trustedSealers);
        if (sealer.isPresent()) {
            return new Verdict.Deliver("Passed on by " + sealer.get() + ", whose seal is trusted.");
        }
        var wanted = dmarc.disposition().name().toLowerCase(Locale.ROOT);
        return new Verdict.FileAsJunk("Neither SPF nor DKIM shows that it is from " + dmarc.authorDomain()
                + ", which asks to " + wanted + " such mail (DMARC).");
    }

    private static String reason(Origin origin) {
        return switch (origin) {
            case Origin.Mx _ -> "Nothing speaks against it.";
            case Origin.Submission _, Origin.Web _ -> "One of our own accounts sent it.";
            case Origin.Internal _ -> "A service of ours wrote it.";
        };
    }
}
