/// Kafka and PostgreSQL for one machine: a broker inside this JVM, a database as its child process.
///
/// Invariants: everything binds to loopback only; one process per data directory; PostgreSQL never outlives
/// this JVM; nothing here weakens durability (a caller that wants less says so in its own overrides);
/// `kafka.server` is internal API of Kafka and is imported in [EmbeddedKafka] alone. Whatever keeps a server
/// from starting becomes one [CannotStart] with one sentence for the person at the terminal.
@NullMarked
package org.posthorn.embedded;

import org.jspecify.annotations.NullMarked;
