package org.posthorn.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What policy decided about an accepted message. There is no plain refusal: after our 250 a late bounce to an
/// unverified reverse-path is backscatter, so only mail that one of our own accounts submitted is ever returned
/// (RFC 5321 §6.1, §6.2).
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Verdict.Deliver.class, name = "deliver"),
    @JsonSubTypes.Type(value = Verdict.FileAsJunk.class, name = "junk"),
    @JsonSubTypes.Type(value = Verdict.Quarantine.class, name = "quarantine"),
    @JsonSubTypes.Type(value = Verdict.Discard.class, name = "discard"),
    @JsonSubTypes.Type(value = Verdict.Return.class, name = "return")
})
public sealed interface Verdict {
    /// A sentence that a person can read.
    String reason();

    /// Its name in figures and in the trace: that of the JSON.
    default String kind() {
        return switch (this) {
            case Deliver _ -> "deliver";
            case FileAsJunk _ -> "junk";
            case Quarantine _ -> "quarantine";
            case Discard _ -> "discard";
            case Return _ -> "return";
        };
    }

    /// Goes on to its recipients.
    record Deliver(String reason) implements Verdict {}

    /// Goes to the recipients' Junk folders.
    record FileAsJunk(String reason) implements Verdict {}

    /// Kept apart, releasable.
    record Quarantine(String reason) implements Verdict {}

    /// Dropped by an explicit rule of a user or an admin.
    record Discard(String reason) implements Verdict {}

    /// Returned to our own submitter.
    record Return(String reason) implements Verdict {}
}
