package org.posthorn.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/// Where an accepted message came from. It decides who may be told of a failure: only our own submitters, since a
/// bounce to an unverified reverse-path is backscatter (RFC 5321 §6.1, §6.2).
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Origin.Mx.class, name = "mx"),
    @JsonSubTypes.Type(value = Origin.Submission.class, name = "submission"),
    @JsonSubTypes.Type(value = Origin.Web.class, name = "web"),
    @JsonSubTypes.Type(value = Origin.Internal.class, name = "internal")
})
public sealed interface Origin {
    /// The account that sent it, when it was one of ours.
    @JsonIgnore
    Optional<AccountId> submitter();

    /// A stranger's server on the MX listener.
    record Mx() implements Origin {
        @Override
        public Optional<AccountId> submitter() {
            return Optional.empty();
        }
    }

    /// A mail client that logged in (RFC 6409).
    ///
    /// @param sentCopy the account wants us to file a copy in Sent
    /// @param bcc the Bcc fields that were taken out of the content, for that copy only
    record Submission(AccountId account, boolean sentCopy, List<String> bcc) implements Origin {
        @Override
        public Optional<AccountId> submitter() {
            return Optional.of(account);
        }
    }

    /// Our web mail.
    ///
    /// @param sentCopy file a copy in Sent
    /// @param bcc the blind recipients, for that copy only
    record Web(AccountId account, boolean sentCopy, List<String> bcc) implements Origin {
        @Override
        public Optional<AccountId> submitter() {
            return Optional.of(account);
        }
    }

    /// A service of ours, such as a delivery status notification (RFC 3464).
    ///
    /// @param service who wrote it
    /// @param about the message that it is about
    record Internal(String service, Optional<MessageId> about) implements Origin {
        @Override
        public Optional<AccountId> submitter() {
            return Optional.empty();
        }
    }
}
