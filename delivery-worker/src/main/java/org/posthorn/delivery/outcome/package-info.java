/// What follows from an attempt: an outcome for each recipient, a notification for the sender, another attempt.
///
/// Invariants: a notification goes only to mail of our own submitters, never for the null reverse-path (RFC 5321 §6.1),
/// and has an id that follows from what it reports, so that a redo cannot make a second one; a terminal outcome is in
/// Kafka before anything forgets the message.
@NullMarked
package org.posthorn.delivery.outcome;

import org.jspecify.annotations.NullMarked;
