package org.posthorn.gateway.trace;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.posthorn.events.MessageId;

/// What is known of a message, or a part of it.
///
/// @param sender the reverse-path; empty for the null one
/// @param recipients forward-paths, and what aliases made of them
/// @param terms under which it is found
record TraceEntry(
        MessageId id,
        Optional<String> sender,
        Optional<String> headerFrom,
        Optional<String> subject,
        Optional<String> headerId,
        Optional<String> clientIp,
        Optional<Long> size,
        Set<String> recipients,
        Set<String> terms) {

    /// Nothing but terms.
    static TraceEntry found(MessageId id, Set<String> recipients, Set<String> terms) {
        return new TraceEntry(
                id,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                recipients,
                terms);
    }

    /// Both parts together; the order does not matter.
    TraceEntry and(TraceEntry other) {
        return new TraceEntry(
                id,
                sender.or(other::sender),
                headerFrom.or(other::headerFrom),
                subject.or(other::subject),
                headerId.or(other::headerId),
                clientIp.or(other::clientIp),
                size.or(other::size),
                union(recipients, other.recipients),
                union(terms, other.terms));
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        var both = new LinkedHashSet<>(a);
        both.addAll(b);
        return both;
    }
}
