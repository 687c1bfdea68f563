/// What services tell each other: one record per event, one file of topics ([Topics]), one codec.
///
/// Records are CloudEvents 1.0 in Kafka binary mode. A record that carries a message has the RFC 5322 octets as its
/// value
/// and its event as JSON in the header `ce_event`; every other record has JSON as its value. Invariants: an event is
/// immutable; only optional components are ever added; a golden JSON file of each released version is never edited;
/// readers ignore unknown fields, and an unknown type is parked, never skipped.
@NullMarked
package org.posthorn.events;

import org.jspecify.annotations.NullMarked;
