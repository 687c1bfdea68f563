package org.posthorn.mailauth.dns;

import java.time.Duration;
import java.util.List;

/// What the DNS says to one question. `NoData` (the name exists, not with this type) and `NxDomain` are facts;
/// `TemporaryFailure` is the absence of one, and mail that depends on it waits (RFC 5321 §5.1).
///
/// @param <T> the record's value
public sealed interface DnsAnswer<T> {

    /// The records, or none where there are none.
    default List<T> records() {
        return switch (this) {
            case Found<T>(var records, var _, var _) -> records;
            case NoData<T> _, NxDomain<T> _, TemporaryFailure<T> _ -> List.of();
        };
    }

    /// At least one record.
    ///
    /// @param records in the order of the answer, never empty
    /// @param ttl how long the answer may be kept, the smallest along a chain of aliases
    /// @param authenticated DNSSEC-validated by a resolver that we trust to say so (RFC 4035 §3.2.3)
    record Found<T>(List<T> records, Duration ttl, boolean authenticated) implements DnsAnswer<T> {
        public Found {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("a found answer has records");
            }
        }
    }

    /// The name exists and has no record of this type (RFC 2308 §2.2).
    record NoData<T>(Duration ttl, boolean authenticated) implements DnsAnswer<T> {}

    /// The name does not exist (RFC 2308 §2.1), nor anything below it (RFC 8020).
    record NxDomain<T>(Duration ttl, boolean authenticated) implements DnsAnswer<T> {}

    /// Nobody could tell: no answer in time, SERVFAIL, a refusal, a broken or endless chain of aliases.
    record TemporaryFailure<T>(String reason) implements DnsAnswer<T> {}
}
