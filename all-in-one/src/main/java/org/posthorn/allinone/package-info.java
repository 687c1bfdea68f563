/// Posthorn on one machine: the five services in one JVM, each in a context of its own and with the same Kafka, HTTP
/// and
/// SQL traffic as in a cluster, beside a broker and a database of their own.
///
/// Invariants: no service knows that it is not alone; durability is that of a cluster's broker with fsync; whatever
/// keeps the start from succeeding is one sentence and an exit code, and its stack goes to the log; a stop drains in
/// the order of the flow, so that nothing accepted waits in memory.
@NullMarked
package org.posthorn.allinone;

import org.jspecify.annotations.NullMarked;
