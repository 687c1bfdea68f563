package org.posthorn.policy.judgement;

import java.util.Comparator;
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
import org.posthorn.runtime.scan.Opinion;

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

    /// The same, with what was said of the content. What is dangerous is held, whoever sent it. Spam is held,
    /// and what may be spam is filed as junk, unless the sender is allowed; of our own accounts only plain spam
    /// is held, since their mail has no junk folder to go to.
    ///
    /// @param opinions of the content
    /// @param allowed the sender is
    public Judgement judge(
            MessageAccepted message, Optional<Evidence> evidence, List<Opinion> opinions, boolean allowed) {
        var judged = judge(message, evidence);
        var facts = Stream.concat(judged.evidence().stream(), opinions.stream().map(Opinion::fact));
        var verdict = opinions.stream()
                .max(Comparator.comparing(Opinion::grade))
                .flatMap(worst -> verdict(worst, judged.verdict(), message.origin() instanceof Origin.Mx, allowed))
                .orElse(judged.verdict());
        return new Judgement(verdict, facts.toList());
    }

    private static Optional<Verdict> verdict(Opinion worst, Verdict otherwise, boolean stranger, boolean allowed) {
        var reason = worst.fact().detail();
        return switch (worst.grade()) {
            case CLEAN -> Optional.empty();
            case DOUBTFUL ->
                stranger && !allowed && otherwise instanceof Verdict.Deliver
                        ? Optional.of(new Verdict.FileAsJunk(reason))
                        : Optional.empty();
            case SPAM -> allowed ? Optional.empty() : Optional.of(new Verdict.Quarantine(reason));
            case DANGEROUS -> Optional.of(new Verdict.Quarantine(reason));
        };
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
