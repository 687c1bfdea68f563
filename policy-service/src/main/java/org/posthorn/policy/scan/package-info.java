/// When the content scanners are asked about a message, and what follows when they do not answer.
///
/// Invariants: what comes in and what our own accounts send is scanned, notifications of ours are not; a scanner that
/// does not answer delays only the messages that it was asked about, and for a time that is set; nothing is dropped
/// because of a scanner: what it takes for spam is filed as junk or held, what has a virus is held.
@NullMarked
package org.posthorn.policy.scan;

import org.jspecify.annotations.NullMarked;
