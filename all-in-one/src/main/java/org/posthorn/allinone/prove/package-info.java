/// The proof that nothing is lost: `posthorn prove` runs the services as processes of their own, with a Kafka and a
/// PostgreSQL of their own, under a load of numbered messages, breaks what can break, and compares what was promised
/// with what is there.
///
/// In the order of reading: [Fault] and [Plan] (pure) say what is broken when; [Cluster] is what is broken; [Load] and
/// [Sinks] are the world around it; [Investigation] gathers [Facts], and [Verdict] (pure) judges them. A promise holds
/// only because of what was found outside of the services: replies, the log, mailboxes, remote servers, accounts.
@NullMarked
package org.posthorn.allinone.prove;

import org.jspecify.annotations.NullMarked;
