/// Full-text search. [Indexer] follows the log of changes and writes the words of new mail as a [Segment] of the
/// account's
/// index; [Merging] keeps the segments few; [WordIndex] answers which contents have a word with some letters in it.
///
/// Invariants: letters are compared without case and accents; the index never loses a message, it only lags: what is
/// not indexed yet, or not whole, is read instead; it can be dropped and made again at any time.
@NullMarked
package org.posthorn.mailbox.search;

import org.jspecify.annotations.NullMarked;
