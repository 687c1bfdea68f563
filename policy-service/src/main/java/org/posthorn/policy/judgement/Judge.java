package org.posthorn.policy.judgement;

import java.util.List;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageJudged.Evidence;
import org.posthorn.events.Origin;
import org.posthorn.events.Verdict;

/// Decides what becomes of a message from the facts about it.
public final class Judge {
    /// @param evidence as it was gathered
    public Judgement judge(MessageAccepted message, List<Evidence> evidence) {
        return new Judgement(new Verdict.Deliver(reason(message.origin())), evidence);
    }

    private static String reason(Origin origin) {
        return switch (origin) {
            case Origin.Mx _ -> "Nothing speaks against it.";
            case Origin.Submission _, Origin.Web _ -> "One of our own accounts sent it.";
            case Origin.Internal _ -> "A service of ours wrote it.";
        };
    }
}
