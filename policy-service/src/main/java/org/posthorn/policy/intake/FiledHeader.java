package org.posthorn.policy.intake;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.Verdict;
import org.posthorn.mail.message.HeaderField;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.HeaderWriter;
import org.posthorn.mailauth.evidence.AuthenticationResults;
import org.posthorn.mailauth.evidence.Evidence;
import org.posthorn.runtime.scan.Opinion;

/// What a mailbox gets to see above a message: our results, and none that somebody else wrote in our name
/// (RFC 8601 §5).
///
/// @param authservId our name
/// @param scans whether we have scanners: then nobody else's results of one are believed either
record FiledHeader(String authservId, boolean scans) {
    private static final String SCORE = "X-Spam-Score";
    private static final String REPORT = "X-Spam-Report";

    /// The header section without such forgeries; empty when there is none.
    Optional<byte[]> without(HeaderSection header) {
        return header.fields().stream().anyMatch(this::isForged)
                ? Optional.of(header.octetsWithout(this::isForged))
                : Optional.empty();
    }

    private boolean isForged(HeaderField field) {
        return (field.is(AuthenticationResults.NAME) && AuthenticationResults.claims(field.value(), authservId))
                || (scans && (field.is(SCORE) || field.is(REPORT)));
    }

    /// Our own fields: why it is junk, the scanners' scores, and the results.
    String above(Optional<Evidence> evidence, Verdict verdict, List<Opinion> opinions) {
        var above = new StringBuilder();
        if (verdict instanceof Verdict.FileAsJunk(var reason)) {
            above.append(field("X-Posthorn-Verdict", "junk; " + reason));
        }
        for (var opinion : opinions) {
            opinion.score().ifPresent(score -> above.append(field(SCORE, score)));
            opinion.report().ifPresent(report -> above.append(field(REPORT, report)));
        }
        evidence.ifPresent(found -> above.append(AuthenticationResults.field(authservId, found)));
        return above.toString();
    }

    private static String field(String name, String value) {
        return HeaderWriter.unstructured(name, value) + "\r\n";
    }
}
