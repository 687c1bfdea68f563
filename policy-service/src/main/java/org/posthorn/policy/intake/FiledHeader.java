package org.posthorn.policy.intake;

import java.util.Optional;
import org.posthorn.events.Verdict;
import org.posthorn.mail.message.HeaderField;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.HeaderWriter;
import org.posthorn.mailauth.evidence.AuthenticationResults;
import org.posthorn.mailauth.evidence.Evidence;

/// What a mailbox gets to see above a message: our results, and none that somebody else wrote in our name
/// (RFC 8601 §5).
///
/// @param authservId our name
record FiledHeader(String authservId) {

    /// The header section without such forgeries; empty when there is none.
    Optional<byte[]> without(HeaderSection header) {
        return header.all(AuthenticationResults.NAME).stream().anyMatch(this::isForged)
                ? Optional.of(header.octetsWithout(this::isForged))
                : Optional.empty();
    }

    private boolean isForged(HeaderField field) {
        return field.is(AuthenticationResults.NAME) && AuthenticationResults.claims(field.value(), authservId);
    }

    /// Our own fields: the results, and why it is junk.
    String above(Optional<Evidence> evidence, Verdict verdict) {
        var results = evidence.map(found -> AuthenticationResults.field(authservId, found))
                .orElse("");
        return verdict instanceof Verdict.FileAsJunk(var reason)
                ? HeaderWriter.unstructured("X-Posthorn-Verdict", "junk; " + reason) + "\r\n" + results
                : results;
    }
}
