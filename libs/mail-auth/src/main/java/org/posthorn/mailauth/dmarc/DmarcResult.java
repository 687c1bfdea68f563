package org.posthorn.mailauth.dmarc;

import java.util.Optional;

/// Whether a message is its author domain's, and what the domain's owner asks for where it is not (RFC
/// 9989 §5.4).
///
/// @param status the value for Authentication-Results (RFC 7489 §11.2)
/// @param authorDomain of the From field; empty when it names none
/// @param record the owner's record, when there is one
/// @param requested what the record asks for in case of a failure, for this author domain, after `t=y`;
///     NONE without a record
/// @param reason one sentence when the status is not pass
public record DmarcResult(
        Status status,
        String authorDomain,
        Optional<DmarcRecord> record,
        DmarcRecord.Policy requested,
        Optional<String> reason) {

    /// RFC 8601 §2.7, RFC 7489 §11.2.
    public enum Status {
        PASS,
        FAIL,
        NONE,
        TEMPERROR,
        PERMERROR
    }

    /// What the owner asks to be done with this message.
    public DmarcRecord.Policy disposition() {
        return status == Status.FAIL ? requested : DmarcRecord.Policy.NONE;
    }

    static DmarcResult without(Status status, String authorDomain, String reason) {
        return new DmarcResult(status, authorDomain, Optional.empty(), DmarcRecord.Policy.NONE, Optional.of(reason));
    }
}
