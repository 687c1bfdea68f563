package org.posthorn.runtime.scan;

import java.util.Optional;
import org.posthorn.events.MessageJudged.Evidence;

/// What somebody who looked at the content says of a message.
///
/// @param fact for the record of the judgement; its detail is a sentence
/// @param score a number, for people
/// @param report what the score is made of
public record Opinion(Grade grade, Evidence fact, Optional<String> score, Optional<String> report) {

    /// How bad it is; the worst opinion counts.
    public enum Grade {
        CLEAN,
        /// It may be spam.
        DOUBTFUL,
        /// It is spam.
        SPAM,
        /// It must not reach anybody, whoever sent it.
        DANGEROUS
    }

    /// Without a score.
    public static Opinion of(Grade grade, Evidence fact) {
        return new Opinion(grade, fact, Optional.empty(), Optional.empty());
    }

    Opinion took(long micros) {
        return new Opinion(grade, new Evidence(fact.method(), fact.result(), fact.detail(), micros), score, report);
    }
}
